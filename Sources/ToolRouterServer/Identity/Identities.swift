import Synchronization
package import ToolRouter

/// Tells who a request over HTTP is from: by its key, or, where none is needed, by the address that it comes from.
package final class Identities: Sendable {
    /// What an address may send of wrong keys before it is told to wait: a person who mistypes one never gets there.
    private static let wrongKeys = RateLimit(requests: 10, per: .seconds(60), burst: 20)
    /// The most addresses that are remembered for their wrong keys.
    private static let mostAddresses = 10_000

    private let ring: KeyRing
    private let anonymous: AnonymousSettings?
    private let proxies: TrustedProxies
    private let wrong: Mutex<(limiter: RateLimiter, count: Int)>

    /// Whether there are keys, so that rights can be told from them.
    package var hasKeys: Bool { !ring.isEmpty }

    /// Whether nobody is let in without a key.
    package var needsKey: Bool { anonymous == nil }

    /// How many wrong keys were sent.
    package var wrongKeyCount: Int { wrong.withLock { $0.count } }

    /// - Parameters:
    ///   - settings: the keys that are known.
    ///   - proxies: those whose word on the client's address counts.
    package init(_ settings: IdentitySettings, proxies: TrustedProxies = TrustedProxies()) {
        ring = KeyRing(settings.keys)
        // Where there are no keys, nobody can have one.
        anonymous = settings.anonymous ?? (settings.keys.isEmpty ? AnonymousSettings() : nil)
        self.proxies = proxies
        let limits = RateLimits(ip: Self.wrongKeys, capacity: Self.mostAddresses)
        wrong = Mutex((RateLimiter(limits: limits), 0))
    }

    /// Who `call` is from.
    ///
    /// - Throws: `unauthenticated` for a key that is unknown, or for none where one is needed; `rate_limited` for an unknown one
    ///   from an address that has sent too many. Who has the right key is never kept out by others at the same address.
    package func identify(_ call: HTTPCall, at now: Timestamp) throws(RouterError) -> Identity {
        let address = proxies.client(peer: call.peer, headers: call.headers)
        // Where no key is known there is nothing that one could be compared with, and nothing that it could give.
        switch hasKeys ? PresentedKey(call.headers) : .none {
        case .token(let token):
            if let key = ring.key(token) { return Identity(key, from: address) }
            throw refusal("the API key is unknown", from: address, at: now)
        case .unreadable(let problem):
            throw refusal(problem, from: address, at: now)
        case .none:
            guard let anonymous else {
                throw RouterError(
                    .unauthenticated, at: .admit, "the request brings no API key",
                    hint: "send one as `Authorization: Bearer KEY` or `x-api-key: KEY`")
            }
            return Identity(caller: Caller(tenant: anonymous.tenant, ip: address, role: anonymous.role))
        }
    }

    /// Who `call` is from, whose body names a tenant or a user; `forbidden` where its key may not act for that tenant.
    package func identify(
        _ call: HTTPCall, tenant: TenantID?, user: UserID?, at now: Timestamp
    ) throws(RouterError) -> Identity {
        var identity = try identify(call, at: now)
        identity.caller = try identity.caller(tenant: tenant, user: user)
        return identity
    }

    /// What a wrong key is answered, counted for the address that sent it.
    private func refusal(_ problem: String, from address: String, at now: Timestamp) -> RouterError {
        let keys = RateLimitKeys(tenant: "", ip: CallerAddress(address))
        let decision = wrong.withLock { wrong in
            wrong.count += 1
            return wrong.limiter.admit(keys, at: now)
        }
        guard decision.isAllowed else {
            return RouterError(
                .rateLimited, at: .admit, "too many wrong API keys came from this address",
                hint: "send the right one", retryAfter: decision.retryAfter)
        }
        return RouterError(.unauthenticated, at: .admit, problem, hint: "send a key that is configured under `keys`")
    }
}

extension Identity {
    /// Whoever holds `key`.
    fileprivate init(_ key: KeySettings, from address: String) {
        self.init(
            caller: Caller(tenant: key.tenant, user: key.user, ip: address, role: key.role), key: key.name,
            isAdmin: key.isAdmin, tenants: key.tenants, namesUsers: key.namesUsers, readsMetrics: key.readsMetrics)
    }
}
