import Foundation
import Testing
import ToolRouter

@testable import ToolRouterServer

/// Allowances in a true Redis.
@Suite(.timeLimit(.minutes(20)), .enabled(if: SharedRedis.isThere, "\(SharedRedis.missing)"))
struct RedisLimiterTests {
    private static let now = Timestamp(microseconds: 1_800_000_000_000_000)
    private static let keys = RateLimitKeys(tenant: "t", user: "u")

    private let notices = RedisNotices()
    private let prefix = "limits-test:\(UUID().uuidString)"

    /// One request an hour and 3 at once, of each user; 5 at once of a tenant; 1,000 tokens.
    private static var limits: RateLimits {
        var limits = RateLimits(
            user: RateLimit(requests: 1, per: .seconds(3_600), burst: 3),
            tenant: RateLimit(requests: 1, per: .seconds(3_600), burst: 5))
        limits.tokens.user = RateLimit(requests: 1, per: .seconds(1), burst: 1_000)
        return limits
    }

    /// Hands over a client and a store, and removes what they left.
    private func with(
        _ limits: RateLimits, _ clock: RedisRateLimitStore.Clock = .router,
        _ body: (RedisClient, RedisRateLimitStore) async throws -> Void
    ) async throws {
        let client = notices.client(try #require(SharedRedis.port))
        #expect(await client.connected())
        let store = RedisRateLimitStore(limits, prefix: prefix, redis: client, clock: clock)
        try await body(client, store)
        try await client.removeAll(prefix)
        client.close()
    }

    @Test func `a refusal takes nothing, and neither does a look`() async throws {
        try await with(Self.limits) { client, store in
            #expect(try await store.standings(of: Self.keys, at: Self.now).map(\.remaining) == [3, 5, 1_000])
            #expect(try await client.names(prefix).isEmpty)
            let large = try await store.admit(Self.keys, tokens: 1_001, at: Self.now)
            #expect(!large.isAllowed && large.retryAfter == nil && large.unit == .tokens)
            #expect(try await client.names(prefix).isEmpty)
            for _ in 0..<3 { #expect(try await store.admit(Self.keys, tokens: 100, at: Self.now).isAllowed) }
            let refused = try await store.admit(Self.keys, tokens: 100, at: Self.now)
            #expect(!refused.isAllowed && refused.scope == .user && refused.retryAfter == .seconds(3_600))
            #expect(try await store.standings(of: Self.keys, at: Self.now).map(\.remaining) == [0, 2, 700])
            let names = try await client.names(prefix).map { $0.dropFirst(prefix.count).prefix(6) }
            #expect(names == [":l:tr:", ":l:ur:", ":l:ut:"])
        }
    }

    @Test func `with the server's own time keys go when the allowance is full, and not before`() async throws {
        try await with(Self.limits, .server) { client, store in
            let decision = try await store.admit(Self.keys, tokens: 100, at: Self.now)
            for name in try await client.names(prefix) {
                let moment = Int64(try await client.text(name) ?? "") ?? 0
                guard case .integer(let end) = try await client.say(["PEXPIRETIME", name]) else {
                    Issue.record("\(name) never expires")
                    continue
                }
                #expect(end * 1_000 >= moment && end * 1_000 < moment + 5_000_000, "\(name)")
            }
            try await store.spend(tokens: -100, of: Self.keys, admittedAs: decision, at: Self.now)
            #expect(try await client.names(prefix).count == 2, "what is full again needs no key")
            try await store.spend(tokens: -100, of: Self.keys, admittedAs: decision, at: Self.now)
            #expect(try await client.names(prefix).count == 2, "nothing is given back to a key that is not there")
            try await store.spend(tokens: 5_000, of: Self.keys, admittedAs: decision, at: Self.now)
            let refused = try await store.admit(Self.keys, tokens: 1, at: Self.now)
            #expect(!refused.isAllowed && refused.unit == .tokens, "a debt")
            try await store.spend(tokens: .max, of: Self.keys, admittedAs: decision, at: Self.now)
            let patience = try await store.admit(Self.keys, tokens: 1, at: Self.now).retryAfter ?? .zero
            #expect(patience > .seconds(3_500) && patience <= .seconds(3_601), "of an hour at most")
        }
    }

    @Test func `a decision that is given its time leaves keys that stay`() async throws {
        try await with(Self.limits) { client, store in
            _ = try await store.admit(Self.keys, tokens: 100, at: Self.now)
            for name in try await client.names(prefix) {
                #expect(try await client.say(["PTTL", name]) == .integer(-1))
            }
        }
    }

    struct Poison: Sendable, CustomTestStringConvertible {
        let name: String
        /// What puts it there; `KEY` is the key's name.
        let command: [String]
        /// How many requests pass then.
        let passes: Int
        var testDescription: String { name }

        init(_ name: String, _ command: String..., passes: Int = 3) {
            (self.name, self.command, self.passes) = (name, command, passes)
        }
    }

    static let poisons = [
        Poison("nothing", "SET", "KEY", ""),
        Poison("words", "SET", "KEY", "garbage"),
        Poison("a fraction", "SET", "KEY", "1800000000000000.5"),
        Poison("a negative number", "SET", "KEY", "-3"),
        Poison("not a number, in words", "SET", "KEY", "nan"),
        Poison("a moment long ago", "SET", "KEY", "1"),
        Poison("bytes", "SET", "KEY", "\u{0}\u{1}\u{7f}"),
        Poison("a list", "RPUSH", "KEY", "1"),
        Poison("a hash", "HSET", "KEY", "a", "b"),
        Poison("a moment far ahead", "SET", "KEY", "9000000000000000", passes: 0),
        Poison("more than 64 bits", "SET", "KEY", "99999999999999999999999999", passes: 0),
        Poison("more than a number can be", "SET", "KEY", "1e999", passes: 0),
        Poison("infinity in words", "SET", "KEY", "inf", passes: 0),
        Poison("a hexadecimal number", "SET", "KEY", "0x7fffffffffffffff", passes: 0),
    ]

    @Test(arguments: poisons)
    func `a value of somebody else costs an hour at most, and gives one whole allowance`(row: Poison) async throws {
        try await with(RateLimits(user: Self.limits.user)) { client, store in
            _ = try await store.admit(Self.keys, tokens: 0, at: Self.now)
            let name = try #require(try await client.names(prefix).first)
            _ = try await client.say(["DEL", name])
            _ = try await client.say(row.command.map { $0 == "KEY" ? name : $0 })
            var passed = 0
            while try await store.admit(Self.keys, tokens: 0, at: Self.now).isAllowed, passed < 10 { passed += 1 }
            #expect(passed == row.passes)
            let moment = try #require(Int64(try await client.text(name) ?? ""))
            // The allowance of three hours, and the debt of one.
            #expect((moment - Self.now.microseconds) / 3_600_000_000 == (row.passes == 0 ? 4 : 3))
            let later = Self.now + .seconds(2 * 3_600)
            #expect(try await store.admit(Self.keys, tokens: 0, at: later).isAllowed)
        }
    }

    @Test(arguments: [RedisRateLimitStore.Clock.server, .router])
    func `four clients together let through what the limits say`(clock: RedisRateLimitStore.Clock) async throws {
        let limits = Self.limitsOfMany
        try await with(limits, clock) { _, _ in
            let port = try #require(SharedRedis.port)
            let clients = (0..<4).map { _ in notices.client(port) }
            for client in clients { #expect(await client.connected()) }
            let admitted = try await withThrowingTaskGroup(of: [String: Int].self) { group in
                for caller in 0..<16 {
                    let store = RedisRateLimitStore(limits, prefix: prefix, redis: clients[caller % 4], clock: clock)
                    group.addTask {
                        let tenant = "t\(caller % 2)"
                        let keys = RateLimitKeys(tenant: TenantID(tenant), user: UserID("u\(caller)"))
                        var admitted = 0
                        for _ in 0..<100 {
                            let decision = try await store.admit(keys, tokens: 20, at: Self.now)
                            if decision.isAllowed { admitted += 1 }
                        }
                        return [tenant: admitted]
                    }
                }
                return try await group.reduce(into: [:]) { $0.merge($1) { $0 + $1 } }
            }
            // 3,000 tokens of each tenant are 150 requests, less than the 500 of all.
            #expect(admitted == ["t0": 150, "t1": 150])
            for client in clients { client.close() }
        }
    }

    private static var limitsOfMany: RateLimits {
        var limits = RateLimits(global: RateLimit(requests: 1, per: .seconds(36_000), burst: 500))
        limits.tokens.tenant = RateLimit(requests: 1, per: .seconds(36_000), burst: 3_000)
        return limits
    }
}
