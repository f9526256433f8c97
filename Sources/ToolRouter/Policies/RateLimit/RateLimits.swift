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
    /// Limits of the tokens that requests spend at the planner.
    public var tokens = TokenLimits()
    /// The most users, addresses and tenants that are held together. Default 1,000,000.
    public var capacity: Int
    /// The bits that two IPv6 addresses of one caller have in common, from 1 to 128. Default 64.
    public var ipv6Prefix = CallerAddress.usualIPv6Prefix

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

    /// Every limit there is, in the order in which ties are resolved.
    var all: [(scope: RateLimitScope, unit: RateLimitUnit, limit: RateLimit)] {
        let requests: [(RateLimitScope, RateLimit?)] = [
            (.user, user), (.ip, ip), (.tenant, tenant), (.global, global),
        ]
        let tokens: [(RateLimitScope, RateLimit?)] = [
            (.user, tokens.user), (.ip, tokens.ip), (.tenant, tokens.tenant), (.global, tokens.global),
        ]
        return requests.compactMap { scope, limit in limit.map { (scope, .requests, $0) } }
            + tokens.compactMap { scope, limit in limit.map { (scope, .tokens, $0) } }
    }
}

/// Limits in tokens. What a request will spend is not known before its answer: an estimate is taken first, and the
/// difference afterwards, given back or owed. Who owes waits until it is paid off.
public struct TokenLimits: Hashable, Sendable {
    public var user: RateLimit?
    public var ip: RateLimit?
    public var tenant: RateLimit?
    public var global: RateLimit?
    /// The tokens a request is estimated at, besides its question. Default 1,000: a prompt with a schema, and a plan.
    public var estimate = 1_000

    public init(
        user: RateLimit? = nil, ip: RateLimit? = nil, tenant: RateLimit? = nil, global: RateLimit? = nil
    ) {
        self.user = user
        self.ip = ip
        self.tenant = tenant
        self.global = global
    }

    /// Whether there is any.
    public var isEmpty: Bool { user == nil && ip == nil && tenant == nil && global == nil }

    /// The tokens a question of so many UTF-8 bytes is estimated at: four bytes are about one token of English.
    public func estimate(questionBytes: Int) -> Int { estimate + (questionBytes + 3) / 4 }
}
