package import ToolRouter

/// Tells who a request over HTTP is from.
package final class Identities: Sendable {
    /// Whether `/v1/*` and `/metrics` need a key.
    package var needsKey: Bool { fatalError("unwritten") }

    /// - Parameters:
    ///   - settings: the keys that are known.
    ///   - proxies: those whose word on the client's address counts.
    package init(_ settings: IdentitySettings, proxies: TrustedProxies = TrustedProxies()) {
        fatalError("\(settings) \(proxies)")
    }

    /// Who `call` is from.
    ///
    /// - Throws: `unauthenticated` for a key that is unknown, or for none where one is needed; `rate_limited` for an address that
    ///   has sent too many unknown ones.
    package func identify(_ call: HTTPCall, at now: Timestamp) throws(RouterError) -> Identity {
        fatalError("\(call) \(now)")
    }

    /// Who `call` is from, whose body names a tenant or a user; `forbidden` where its key may not act for them.
    package func identify(
        _ call: HTTPCall, tenant: TenantID?, user: UserID?, at now: Timestamp
    ) throws(RouterError) -> Identity {
        var identity = try identify(call, at: now)
        identity.caller = try identity.caller(tenant: tenant, user: user)
        return identity
    }
}
