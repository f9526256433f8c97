package import ToolRouter

/// Who a request over HTTP is from, as far as its key or its connection proves it.
package struct Identity: Hashable, Sendable {
    /// The caller when the body names nobody.
    package var caller: Caller
    /// The name of the key; nil without one.
    package var key: String?
    /// Whether admin actions are allowed.
    package var isAdmin: Bool
    /// The other tenants that may be asked for.
    package var tenants: Set<TenantID>
    /// Whether the body may name the user, since the key is that of a front end that knows its users.
    package var namesUsers: Bool

    package init(
        caller: Caller, key: String? = nil, isAdmin: Bool = false, tenants: Set<TenantID> = [], namesUsers: Bool = false
    ) {
        self.caller = caller
        self.key = key
        self.isAdmin = isAdmin
        self.tenants = tenants
        self.namesUsers = namesUsers
    }

    /// The caller of a request whose body names a tenant or a user.
    ///
    /// - Throws: `forbidden` where the key may not act for them.
    package func caller(tenant: TenantID?, user: UserID?) throws(RouterError) -> Caller {
        fatalError("\(String(describing: tenant)) \(String(describing: user))")
    }
}
