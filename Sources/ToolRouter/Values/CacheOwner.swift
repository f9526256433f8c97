/// Among whom a cached answer is shared, and a reply of the planner.
public enum CacheScope: String, Hashable, CaseIterable, Sendable {
    /// Nobody is given what another user's question brought.
    case user
    /// All users of a tenant have the same rights, so what one asked does for the others, too.
    case tenant
}

/// Whose a cached answer is. Nobody else is given it, nor a place at the call that is to bring it.
public struct CacheOwner: Hashable, Sendable {
    /// What the owner is: a tenant, a user or an address.
    let kind: String
    let tenant: TenantID
    /// The user or the address; empty for a tenant.
    let name: UserID

    /// Owns what `caller` asks for; nil where the scope is the user and nobody knows who that is, neither by name nor by
    /// address: nothing is kept of such a request.
    ///
    /// - Parameter ipv6Prefix: the bits that two IPv6 addresses of one caller have in common.
    public init?(_ caller: Caller, scope: CacheScope, ipv6Prefix: Int) {
        tenant = caller.tenant
        switch scope {
        case .tenant:
            (kind, name) = ("tenant", "")
        case .user:
            if let user = caller.user {
                (kind, name) = ("user", user)
            } else if let ip = caller.ip {
                (kind, name) = ("address", UserID(CallerAddress(ip, ipv6Prefix: ipv6Prefix).text))
            } else {
                return nil
            }
        }
    }

    /// What tells it from every other owner, in three parts.
    package var parts: [String] { [kind, tenant.text, name.text] }
}
