/// Among whom a cached answer is shared, and a reply of the planner.
public enum CacheScope: String, Hashable, CaseIterable, Sendable {
    /// Nobody is given what another user's question brought.
    case user
    /// All users of a tenant who have one role have the same rights, so what one asked does for the others, too.
    case tenant
}

/// Whose a cached answer is. Nobody else is given it, nor a place at the call that is to bring it.
public struct CacheOwner: Hashable, Sendable {
    /// What the owner is: a tenant, a user or an address.
    let kind: String
    let tenant: TenantID
    /// The user or the address; empty for a tenant.
    let name: UserID
    /// The role; nil for who has none. What one role may read another one may not, whatever a tool says of its policies.
    let role: RoleName?

    /// Owns what `caller` asks for; nil where the scope is the user and nobody knows who that is, neither by name nor by
    /// address: nothing is kept of such a request. An address is all of its bits and its zone, whatever networks the
    /// limits take for one caller; a text that is no address names nobody.
    public init?(_ caller: Caller, scope: CacheScope) {
        tenant = caller.tenant
        role = caller.role
        switch scope {
        case .tenant:
            (kind, name) = ("tenant", "")
        case .user:
            if let user = caller.user {
                (kind, name) = ("user", user)
            } else if let address = caller.ip.flatMap({ AddressText.parsed($0) }) {
                (kind, name) = ("address", UserID(address.text))
            } else {
                return nil
            }
        }
    }

    /// What tells it from every other owner: three parts, and a fourth where there is a role, which the first one says.
    package var parts: [String] {
        guard let role else { return [kind, tenant.text, name.text] }
        return ["\(kind) with a role", tenant.text, name.text, role.text]
    }
}
