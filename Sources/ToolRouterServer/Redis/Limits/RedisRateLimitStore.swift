package import ToolRouter

/// The allowances of callers in a Redis, which several servers share.
///
/// Each decision is one call of one script: see `LimiterScript`. Nothing is sent a second time but a script that the Redis has
/// not seen yet, which has done nothing then: after any other failure it may have been carried out.
package final class RedisRateLimitStore: RateLimitStore {
    /// Whose time counts.
    package enum Clock: Sendable {
        /// The Redis's own, which is one for all servers.
        case server
        /// The router's, for tests. Keys then never expire.
        case router
    }

    private let rules: RateLimitBucketRules
    private let prefix: String
    private let redis: any RedisCommanding
    private let clock: Clock

    /// - Parameter prefix: begins the name of every key.
    package init(_ limits: RateLimits, prefix: String, redis: any RedisCommanding, clock: Clock = .server) {
        rules = RateLimitBucketRules(limits)
        self.prefix = prefix
        self.redis = redis
        self.clock = clock
    }

    package func admit(
        _ keys: RateLimitKeys, tokens: Int, at now: Timestamp
    ) async throws(StoreFailure) -> RateLimitDecision {
        try await admit(keys, cost: 1, tokens: tokens, at: now)
    }

    /// The same for a request that weighs `cost`, at least 0.
    package func admit(
        _ keys: RateLimitKeys, cost: Int, tokens: Int, at now: Timestamp
    ) async throws(StoreFailure) -> RateLimitDecision {
        let asking = rules.asking(keys, cost: cost, tokens: tokens)
        let found = try await run(.admit, asking.buckets, at: now)
        return asking.decision(isAllowed: found.isAllowed, moments: found.moments, now: found.now)
    }

    package func spend(
        tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
    ) async throws(StoreFailure) {
        _ = try await run(.spend, rules.spending(tokens, keys, admittedAs: decision).drawn, at: now)
    }

    package func standings(
        of keys: RateLimitKeys, at now: Timestamp
    ) async throws(StoreFailure) -> [RateLimitStanding] {
        let peeking = rules.asking(keys, cost: 0, tokens: 0)
        let found = try await run(.admit, peeking.buckets, at: now)
        return peeking.standings(moments: found.moments, now: found.now)
    }

    /// What the script says.
    private struct Found {
        var isAllowed: Bool
        var now: Int64
        var moments: [Int64?]
    }

    private func run(
        _ purpose: LimiterScript.Purpose, _ buckets: [RateLimitBuckets.Bucket], at now: Timestamp
    ) async throws(StoreFailure) -> Found {
        // Where nothing is limited there is nothing to ask.
        guard !buckets.isEmpty else { return Found(isAllowed: true, now: now.microseconds, moments: []) }
        let keys = buckets.map(name)
        let moment = clock == .router ? now.microseconds : nil
        func send(isKnown: Bool) async throws(StoreFailure) -> RedisReply {
            let command = LimiterScript.command(purpose, buckets, keys: keys, now: moment, isKnown: isKnown)
            switch await redis.send([command]) {
            case .success(let replies):
                guard replies.count == 1 else { throw .unreadable }
                return replies[0]
            case .failure(let failure): throw StoreFailure(failure)
            }
        }
        var reply = try await send(isKnown: true)
        if case .error(let text) = reply, text.hasPrefix("NOSCRIPT") { reply = try await send(isKnown: false) }
        return try Self.read(reply, buckets)
    }

    private static func read(
        _ reply: RedisReply, _ buckets: [RateLimitBuckets.Bucket]
    ) throws(StoreFailure) -> Found {
        if case .error(let text) = reply { throw StoreFailure(redisError: text) }
        guard case .list(let list) = reply, list.count == buckets.count + 2 else { throw .unreadable }
        var numbers: [Int64] = []
        for element in list {
            guard case .integer(let number) = element else { throw .unreadable }
            numbers.append(number)
        }
        let now = numbers[1]
        guard 0...1 ~= numbers[0], 0...(1 << 53) ~= now else { throw .unreadable }
        var moments: [Int64?] = []
        for (number, bucket) in zip(numbers[2...], buckets) {
            // The script cuts what is further ahead.
            guard -1...(now + bucket.tolerance + RateLimitBuckets.maximumDebt) ~= number else { throw .unreadable }
            moments.append(number < 0 ? nil : number)
        }
        return Found(isAllowed: numbers[0] == 1, now: now, moments: moments)
    }

    /// What the Redis knows a bucket by: a letter each for whose it is and what it counts, and the caller's hash.
    private func name(of bucket: RateLimitBuckets.Bucket) -> [UInt8] {
        var name = prefix
        name += ":l:"
        name += bucket.scope.rawValue.prefix(1)
        name += bucket.unit.rawValue.prefix(1)
        if let key = bucket.key {
            name += ":"
            name += key.hexadecimal
        }
        return Array(name.utf8)
    }
}
