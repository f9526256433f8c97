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
    /// The limits of users who have a role that says so, instead of `user` and `tokens.user`. Those of addresses, of tenants
    /// and of all callers hold for everybody.
    public var roles: [RoleName: UserLimits] = [:]
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

    /// The limits of a caller who has `role`.
    public func of(role: RoleName?) -> RateLimits {
        guard let role, let own = roles[role] else { return self }
        var limits = self
        limits.user = own.requests ?? user
        limits.tokens.user = own.tokens ?? tokens.user
        return limits
    }

    /// What `caller` is known by to the limits.
    ///
    /// A role with limits of its own is part of the user's name: who has two such roles has two allowances, since those who
    /// gave out both roles gave out both allowances.
    ///
    /// - Parameter seed: keys the hashes; a server on the open net draws one that nobody knows.
    public func rateLimitKeys(of caller: Caller, seed: UInt64) -> RateLimitKeys {
        RateLimitKeys(
            tenant: caller.tenant, user: caller.user,
            ip: caller.ip.map { CallerAddress($0, ipv6Prefix: ipv6Prefix) },
            role: caller.role.flatMap { roles[$0] == nil ? nil : $0 }, seed: seed)
    }

    /// Every limit there is, in the order in which ties are resolved.
    var all: [(scope: RateLimitScope, unit: RateLimitUnit, limit: RateLimit)] {
        Self.rules.compactMap { scope, unit in limit(scope, unit).map { (scope, unit, $0) } }
    }

    /// Every limit that there can be, in the order in which ties are resolved.
    static let rules = RateLimitUnit.allCases.flatMap { unit in RateLimitScope.allCases.map { ($0, unit) } }

    /// The limit of that scope in that unit.
    func limit(_ scope: RateLimitScope, _ unit: RateLimitUnit) -> RateLimit? {
        switch (unit, scope) {
        case (.requests, .user): user
        case (.requests, .ip): ip
        case (.requests, .tenant): tenant
        case (.requests, .global): global
        case (.tokens, .user): tokens.user
        case (.tokens, .ip): tokens.ip
        case (.tokens, .tenant): tokens.tenant
        case (.tokens, .global): tokens.global
        }
    }
}

/// The limits of each user who has one role; what is nil is as for everybody.
public struct UserLimits: Hashable, Sendable {
    /// In requests.
    public var requests: RateLimit?
    /// In tokens.
    public var tokens: RateLimit?

    public init(requests: RateLimit? = nil, tokens: RateLimit? = nil) {
        self.requests = requests
        self.tokens = tokens
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
