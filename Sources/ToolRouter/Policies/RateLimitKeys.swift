/// Whose allowance a limit is about.
public enum RateLimitScope: String, Hashable, CaseIterable, Sendable {
    /// One user of one tenant.
    case user
    /// One address, whoever is behind it.
    case ip
    /// All users of one tenant together.
    case tenant
    /// All callers together.
    case global
}

/// Who makes a request, as far as the limits care.
public struct RateLimitKeys: Hashable, Sendable {
    /// The tenant the caller belongs to.
    public let tenant: TenantID
    /// The user within the tenant; nil when unknown, then no user limit applies.
    public let user: UserID?
    /// The caller's address as text; nil when unknown, then no address limit applies.
    public let ip: String?

    public init(tenant: TenantID, user: UserID? = nil, ip: String? = nil) {
        self.tenant = tenant
        self.user = user
        self.ip = ip
    }
}
