import Foundation
import RouterTesting
import ToolRouter

@testable import ToolRouterServer

/// The limiter in a Redis, under names of its own, to be tried. It goes by the times that it is given.
final class TriedRedisLimiter: TriedLimiter {
    let prefix = "limits-test:\(UUID().uuidString)"
    private let store: RedisRateLimitStore
    private let redis: any RedisCommanding

    init(_ limits: RateLimits, _ redis: any RedisCommanding) {
        self.redis = redis
        store = RedisRateLimitStore(limits, prefix: prefix, redis: redis, clock: .router)
    }

    func admit(_ keys: RateLimitKeys, cost: Int, tokens: Int, at now: Timestamp) async throws -> RateLimitDecision {
        try await store.admit(keys, cost: cost, tokens: tokens, at: now)
    }

    func spend(
        tokens: Int, of keys: RateLimitKeys, admittedAs decision: RateLimitDecision, at now: Timestamp
    ) async throws {
        try await store.spend(tokens: tokens, of: keys, admittedAs: decision, at: now)
    }

    func standings(of keys: RateLimitKeys, at now: Timestamp) async throws -> [RateLimitStanding] {
        try await store.standings(of: keys, at: now)
    }

    func end() async throws {
        try await redis.removeAll(prefix)
    }
}

extension RedisCommanding {
    /// What it says to one command.
    func say(_ words: [String]) async throws -> RedisReply {
        try await send([RedisCommand(words)]).get()[0]
    }

    /// The names of all keys that begin with `prefix`.
    func names(_ prefix: String) async throws -> [String] {
        guard case .list(let names) = try await say(["KEYS", prefix + "*"]) else { return [] }
        return names.compactMap { name in
            guard case .bytes(let bytes) = name else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }.sorted()
    }

    /// The value of a key as text; nil where there is none, or none of this type.
    func text(_ key: String) async throws -> String? {
        guard case .bytes(let bytes) = try await say(["GET", key]) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Removes all keys that begin with `prefix`.
    func removeAll(_ prefix: String) async throws {
        for name in try await names(prefix) { _ = try await say(["DEL", name]) }
    }
}
