import ToolRouter
import ToolRouterFormats

/// How callers stand with their limits.
extension ServiceResponder {
    /// Whose standing is asked for.
    private enum Subject {
        /// The caller's own, all of it.
        case me
        case user(UserID)
        case address(String)
        case tenant(TenantID)
        case everybody

        /// Reads `me`, `user:NAME`, `ip:ADDRESS`, `tenant:NAME` or `global`; nil for anything else.
        init?(_ key: String) {
            let parts = key.split(separator: ":", maxSplits: 1).map(String.init)
            switch (parts.first, parts.count) {
            case ("me", 1): self = .me
            case ("global", 1): self = .everybody
            case ("user", 2): self = .user(UserID(parts[1]))
            case ("ip", 2): self = .address(parts[1])
            case ("tenant", 2): self = .tenant(TenantID(parts[1]))
            default: return nil
            }
        }

        /// The limits that are its own.
        var scope: RateLimitScope? {
            switch self {
            case .me: nil
            case .user: .user
            case .address: .ip
            case .tenant: .tenant
            case .everybody: .global
            }
        }
    }

    /// The standing of the caller, or, with an admin key, that of another. A user is one of the key's own tenant.
    func limits(_ routed: RoutedCall) async throws(RouterError) -> HTTPReply {
        guard let identity = routed.identity else { preconditionFailure("limits without an identity") }
        guard let subject = Subject(routed.parameter) else {
            throw RouterError(
                .malformedRequest, at: .admit, "the path names nobody's limits",
                hint: "end it with me, user:NAME, ip:ADDRESS, tenant:NAME or global")
        }
        let own = identity.caller
        let limits = live.settings.router.limits
        var caller = own
        switch subject {
        case .me, .everybody: break
        case .user(let user):
            if user != own.user { caller = Caller(tenant: own.tenant, user: user) }
        case .address(let address): caller.ip = address
        case .tenant(let tenant): caller.tenant = tenant
        }
        let isOwn = limits.rateLimitKeys(of: caller, seed: 0) == limits.rateLimitKeys(of: own, seed: 0)
        guard isOwn || identity.isAdmin else {
            throw RouterError(
                .forbidden, at: .admit, "these are the limits of somebody else",
                hint: "ask for your own, or with a key that allows admin actions")
        }
        let standings = await live.router.limits(of: caller, for: routed.call.id)
        return .json { writer in
            writer.member("key", routed.parameter)
            writer.member(
                "limits",
                array: { list in
                    for standing in standings where subject.scope ?? standing.scope == standing.scope {
                        list.object { writer in
                            writer.member("scope", standing.scope.rawValue)
                            writer.member("unit", standing.unit.rawValue)
                            writer.member("limit", standing.limit)
                            writer.member("remaining", standing.remaining)
                            writer.member("reset_after_ms", standing.resetAfter.millisecondsRoundedUp)
                        }
                    }
                })
        }
    }
}
