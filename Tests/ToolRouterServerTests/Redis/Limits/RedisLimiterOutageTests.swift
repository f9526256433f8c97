import Foundation
import Glibc
import Testing
import ToolRouter

@testable import ToolRouterServer

/// Servers of a test's own that forget, refuse or are busy.
@Suite(.timeLimit(.minutes(20)), .enabled(if: OwnRedis.isThere, "\(OwnRedis.missing)"))
struct RedisLimiterOutageTests {
    private static let now = Timestamp(microseconds: 1_800_000_000_000_000)
    private static let keys = RateLimitKeys(tenant: "t", user: "u")
    private static let limits = RateLimits(
        user: RateLimit(requests: 1, per: .seconds(3_600), burst: 3),
        tenant: RateLimit(requests: 1, per: .seconds(3_600), burst: 100))

    private let notices = RedisNotices()

    private func store(_ client: RedisClient) -> RedisRateLimitStore {
        RedisRateLimitStore(Self.limits, prefix: "p", redis: client, clock: .router)
    }

    @Test func `a script that was forgotten is told again, and no allowance is lost`() async throws {
        let server = try OwnRedis()
        let client = notices.client(server.port)
        #expect(await client.connected())
        let store = store(client)
        for _ in 0..<3 {
            #expect(try await client.say(["SCRIPT", "FLUSH"]) == .status("OK"))
            #expect(try await store.admit(Self.keys, tokens: 0, at: Self.now).isAllowed)
        }
        #expect(try await client.say(["SCRIPT", "FLUSH"]) == .status("OK"))
        #expect(try await store.admit(Self.keys, tokens: 0, at: Self.now).isAllowed == false)
        client.close()
    }

    @Test func `an empty server in the place of the old one begins anew`() async throws {
        let server = try OwnRedis()
        let client = notices.client(server.port)
        #expect(await client.connected())
        let store = store(client)
        for _ in 0..<3 { #expect(try await store.admit(Self.keys, tokens: 0, at: Self.now).isAllowed) }
        server.signal(SIGKILL)
        #expect(await HangGuard.wait { !client.tally.isConnected })
        await #expect(throws: StoreFailure.unavailable) {
            try await store.admit(Self.keys, tokens: 0, at: Self.now)
        }
        try server.start()
        #expect(await client.connected())
        var passed = 0
        while try await store.admit(Self.keys, tokens: 0, at: Self.now).isAllowed { passed += 1 }
        #expect(passed == 3, "one burst")
        client.close()
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        let begin: [String]
        let end: [String]
        var testDescription: String { name }
    }

    static let refusals = [
        Refusal(
            name: "no room", begin: ["CONFIG", "SET", "maxmemory", "1"], end: ["CONFIG", "SET", "maxmemory", "0"]),
        Refusal(name: "a replica", begin: ["REPLICAOF", "127.0.0.1", "1"], end: ["REPLICAOF", "NO", "ONE"]),
        Refusal(
            name: "too few replicas", begin: ["CONFIG", "SET", "min-replicas-to-write", "1"],
            end: ["CONFIG", "SET", "min-replicas-to-write", "0"]),
    ]

    @Test(arguments: refusals)
    func `a server that can't write refuses, and has written nothing`(row: Refusal) async throws {
        let server = try OwnRedis()
        let client = notices.client(server.port)
        #expect(await client.connected())
        let store = store(client)
        #expect(try await store.admit(Self.keys, tokens: 0, at: Self.now).isAllowed)
        #expect(try await client.say(row.begin) == .status("OK"))
        for _ in 0..<3 {
            await #expect(throws: StoreFailure.refused) {
                try await store.admit(Self.keys, tokens: 0, at: Self.now)
            }
        }
        #expect(try await client.say(row.end) == .status("OK"))
        #expect(try await store.standings(of: Self.keys, at: Self.now).map(\.remaining) == [2, 99])
        #expect(try await store.admit(Self.keys, tokens: 0, at: Self.now).isAllowed)
        client.close()
    }

    @Test func `a server that runs another script refuses meanwhile`() async throws {
        let server = try OwnRedis(["--busy-reply-threshold", "1"])
        let client = notices.client(server.port)
        let other = notices.client(server.port)
        #expect(await client.connected())
        #expect(await other.connected())
        let endless = Task { await other.ask("EVAL", "while true do end", "0") }
        let isBusy = await HangGuard.wait {
            guard case .success(.error(let text)) = await client.ask("PING") else { return false }
            return text.hasPrefix("BUSY")
        }
        #expect(isBusy)
        let store = store(client)
        await #expect(throws: StoreFailure.refused) { try await store.admit(Self.keys, tokens: 0, at: Self.now) }
        #expect(try await client.say(["SCRIPT", "KILL"]) == .status("OK"))
        _ = await endless.value
        #expect(try await store.admit(Self.keys, tokens: 0, at: Self.now).isAllowed)
        client.close()
        other.close()
    }
}
