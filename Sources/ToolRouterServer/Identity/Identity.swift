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

    /// Whether the metrics may be read.
    package var readsMetrics: Bool

    /// The longest name of a user in a body, in bytes.
    private static let longestUser = 256

    package init(
        caller: Caller, key: String? = nil, isAdmin: Bool = false, tenants: Set<TenantID> = [],
        namesUsers: Bool = false,
        readsMetrics: Bool = false
    ) {
        self.caller = caller
        self.key = key
        self.isAdmin = isAdmin
        self.tenants = tenants
        self.namesUsers = namesUsers
        self.readsMetrics = readsMetrics
    }

    /// The caller of a request whose body names a tenant or a user.
    ///
    /// A tenant is refused unless the key may act for it: who asks for a tenant wants its data, and must not be answered from
    /// another's. A user is passed over unless the key may name users: it changes nothing but whose allowance and whose kept
    /// answers it is, and those are the key's or the address's own.
    ///
    /// - Throws: `forbidden` where the key may not act for the tenant, `malformed_request` where the user's name is too long.
    package func caller(tenant: TenantID?, user: UserID?) throws(RouterError) -> Caller {
        var caller = caller
        if let tenant {
            guard key != nil, tenant == caller.tenant || tenants.contains(tenant) else {
                throw RouterError(
                    .forbidden, at: .admit,
                    key == nil
                        ? "the body names a tenant, and only a key can act for one"
                        : "the API key may not act for the tenant that the body names",
                    hint: "leave `tenant` out, or use a key that may act for it")
            }
            caller.tenant = tenant
        }
        if namesUsers, let user, !user.text.isEmpty {
            guard user.text.utf8.count <= Self.longestUser else {
                throw RouterError(
                    .malformedRequest, at: .admit, "the name of the user has more than \(Self.longestUser) bytes",
                    hint: "shorten it")
            }
            caller.user = user
        }
        return caller
    }

    /// - Throws: `forbidden` unless the metrics may be read.
    package func requireMetrics() throws(RouterError) {
        guard isAdmin || readsMetrics else {
            throw RouterError(
                .forbidden, at: .admit,
                key == nil ? "this needs a key that may read metrics" : "the API key may not read metrics",
                hint: "use a key with `metrics: true`")
        }
    }

    /// - Throws: `forbidden` unless admin actions are allowed.
    package func requireAdmin() throws(RouterError) {
        guard isAdmin else {
            throw RouterError(
                .forbidden, at: .admit, key == nil ? "this needs an admin key" : "the API key is not an admin's",
                hint: "use a key with `admin: true`")
        }
    }
}
