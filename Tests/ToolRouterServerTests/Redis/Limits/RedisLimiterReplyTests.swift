import Testing
import ToolRouter

@testable import ToolRouterServer

/// What the store of allowances makes of what a Redis says, and what it asks.
struct RedisLimiterReplyTests {
    private static let now: Int64 = 1_800_000_000_000_000
    private static let keys = RateLimitKeys(
        tenant: RateLimitKey(low: 1, high: 2), user: RateLimitKey(low: 3, high: 0xABCD_0000_0000_0004))
    /// Two buckets: of the user and of all.
    private static let limits = RateLimits(
        user: RateLimit(requests: 1, per: .seconds(1), burst: 3),
        global: RateLimit(requests: 1, per: .seconds(1), burst: 30))

    private func store(_ redis: ScriptedReplies, _ clock: RedisRateLimitStore.Clock = .server) -> RedisRateLimitStore {
        RedisRateLimitStore(Self.limits, prefix: "p", redis: redis, clock: clock)
    }

    private static func numbers(_ numbers: Int64...) -> Result<[RedisReply], RedisFailure> {
        .success([.list(numbers.map { .integer($0) })])
    }

    private static func error(_ text: String) -> Result<[RedisReply], RedisFailure> { .success([.error(text)]) }

    private static let unknown = error("NOSCRIPT No matching script. Please use EVAL.")

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let reply: Result<[RedisReply], RedisFailure>
        let failure: StoreFailure
        var testDescription: String { name }
    }

    static let rows = [
        Row(name: "a status", reply: .success([.status("OK")]), failure: .unreadable),
        Row(name: "nothing", reply: .success([.nothing]), failure: .unreadable),
        Row(name: "no reply", reply: .success([]), failure: .unreadable),
        Row(name: "two replies", reply: .success([.integer(1), .integer(1)]), failure: .unreadable),
        Row(name: "an empty list", reply: numbers(), failure: .unreadable),
        Row(name: "a moment too few", reply: numbers(1, now, -1), failure: .unreadable),
        Row(name: "a moment too many", reply: numbers(1, now, -1, -1, -1), failure: .unreadable),
        Row(name: "neither yes nor no", reply: numbers(2, now, -1, -1), failure: .unreadable),
        Row(name: "a time before 1970", reply: numbers(1, -1, -1, -1), failure: .unreadable),
        Row(name: "a time beyond 2^53", reply: numbers(1, 1 << 53 + 1, -1, -1), failure: .unreadable),
        Row(name: "a moment before 1970", reply: numbers(1, now, -2, -1), failure: .unreadable),
        Row(
            name: "a moment that the script would have cut",
            reply: numbers(1, now, now + 3_000_000 + 3_600_000_000 + 1, -1), failure: .unreadable),
        Row(
            name: "a text among the numbers",
            reply: .success([.list([.integer(1), .integer(now), .bytes([49]), .integer(-1)])]), failure: .unreadable),
        Row(name: "a value of another type", reply: error("WRONGTYPE Operation against"), failure: .unreadable),
        Row(name: "no room", reply: error("OOM command not allowed when used memory"), failure: .refused),
        Row(name: "a replica", reply: error("READONLY You can't write against"), failure: .refused),
        Row(name: "loading", reply: error("LOADING Redis is loading the dataset"), failure: .refused),
        Row(name: "busy", reply: error("BUSY Redis is busy running a script"), failure: .refused),
        Row(name: "no leave", reply: error("NOAUTH Authentication required."), failure: .refused),
        Row(name: "no leave for this", reply: error("NOPERM this user has no permissions"), failure: .refused),
        Row(name: "a fault in the script", reply: error("ERR user_script:1: something"), failure: .refused),
        Row(name: "no connection", reply: .failure(.disconnected), failure: .unavailable),
        Row(name: "a connection that ended", reply: .failure(.lost), failure: .unavailable),
        Row(name: "no reply in time", reply: .failure(.timedOut), failure: .timedOut),
        Row(name: "too many that wait", reply: .failure(.overloaded), failure: .overloaded),
        Row(name: "a caller who left", reply: .failure(.cancelled), failure: .cancelled),
    ]

    @Test(arguments: rows)
    func `what is no decision is a failure with a name, and is never sent again`(row: Row) async {
        let redis = ScriptedReplies([row.reply, Self.numbers(1, Self.now, -1, -1)])
        await #expect(throws: row.failure) {
            try await store(redis).admit(Self.keys, tokens: 0, at: Timestamp(microseconds: Self.now))
        }
        #expect(redis.asked.count == 1)
    }

    @Test func `a script that the Redis does not know is sent once`() async throws {
        let redis = ScriptedReplies([Self.unknown, Self.numbers(1, Self.now, -1, -1)])
        let decision = try await store(redis).admit(Self.keys, tokens: 0, at: Timestamp(microseconds: 5))
        #expect(decision.isAllowed && decision.remaining == 2 && decision.scope == .user)
        #expect(redis.asked.map { $0[0] } == ["EVALSHA", "EVAL"])
        #expect(redis.asked[0][2...] == redis.asked[1][2...])

        let stubborn = ScriptedReplies([Self.unknown, Self.unknown])
        await #expect(throws: StoreFailure.refused) {
            try await store(stubborn).admit(Self.keys, tokens: 0, at: Timestamp(microseconds: 5))
        }
        #expect(stubborn.asked.count == 2)

        let lost = ScriptedReplies([Self.unknown, .failure(.lost)])
        await #expect(throws: StoreFailure.unavailable) {
            try await store(lost).admit(Self.keys, tokens: 0, at: Timestamp(microseconds: 5))
        }
        #expect(lost.asked.count == 2)
    }

    @Test func `one command has all keys of a request`() async throws {
        let redis = ScriptedReplies([Self.numbers(1, 7, -1, -1), Self.numbers(1, 7, -1, -1)])
        _ = try await store(redis).admit(Self.keys, tokens: 0, at: Timestamp(microseconds: 5))
        _ = try await store(redis, .router).standings(of: Self.keys, at: Timestamp(microseconds: 5))
        #expect(
            redis.asked[0][2...] == [
                "2", "p:l:ur:abcd0000000000040000000000000003", "p:l:gr", "admit", "", "3600000000",
                "1000000", "3000000", "1", "1000000", "30000000", "1",
            ])
        #expect(redis.asked[1][5...] == ["admit", "5", "3600000000", "0", "3000000", "1", "0", "30000000", "1"])
        #expect(redis.asked[0][1].utf8.count == 40)
    }

    @Test func `where nothing is limited nothing is asked`() async throws {
        let redis = ScriptedReplies([])
        let none = RedisRateLimitStore(RateLimits(), prefix: "p", redis: redis)
        let now = Timestamp(microseconds: Self.now)
        let decision = try await none.admit(Self.keys, tokens: 5, at: now)
        #expect(decision.isAllowed && decision.scope == nil)
        try await none.spend(tokens: 5, of: Self.keys, admittedAs: decision, at: now)
        #expect(try await none.standings(of: Self.keys, at: now).isEmpty)
        // Requests can't be put right, and there is no limit of tokens.
        try await store(redis).spend(tokens: 5, of: Self.keys, admittedAs: decision, at: now)
        #expect(redis.asked.isEmpty)
    }

    @Test func `the decision is in words what the Redis decided`() async throws {
        let full = Self.now + 2_500_000
        let redis = ScriptedReplies([
            Self.numbers(0, Self.now, full, -1), Self.numbers(1, Self.now, full - 500_000, -1),
        ])
        let refused = try await store(redis).admit(Self.keys, tokens: 0, at: Timestamp(microseconds: 5))
        #expect(!refused.isAllowed && refused.retryAfter == .milliseconds(500) && refused.limit == 3)
        #expect(refused.remaining == 0 && refused.resetAfter == .milliseconds(2_500))
        let allowed = try await store(redis).admit(Self.keys, tokens: 0, at: Timestamp(microseconds: 5))
        #expect(allowed.isAllowed && allowed.remaining == 0 && allowed.resetAfter == .seconds(3))
    }
}
