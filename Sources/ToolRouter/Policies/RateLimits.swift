/// The limits a request has to pass; one that is nil does not limit.
public struct RateLimits: Hashable, Sendable {
    /// For each user of a tenant.
    public var user: RateLimit?
    /// For each address.
    public var ip: RateLimit?
    /// For all users of a tenant together.
    public var tenant: RateLimit?
    /// For all callers together.
    public var global: RateLimit?
    /// The most users, addresses and tenants that are held together. Default 1,000,000.
    public var capacity: Int

    public init(
        user: RateLimit? = nil, ip: RateLimit? = nil, tenant: RateLimit? = nil, global: RateLimit? = nil,
        capacity: Int = 1_000_000
    ) {
        self.user = user
        self.ip = ip
        self.tenant = tenant
        self.global = global
        self.capacity = capacity
    }
}
