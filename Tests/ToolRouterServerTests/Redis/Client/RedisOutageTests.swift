import Foundation
import Glibc
import Testing
import ToolRouter

@testable import ToolRouterServer

/// The client and a true Redis that is killed, stopped, or does not let it in.
@Suite(.serialized, .timeLimit(.minutes(20)), .enabled(if: OwnRedis.isThere, "\(OwnRedis.missing)"))
struct RedisOutageTests {
    private let notices = RedisNotices()

    @Test func `every caller returns when the server is killed, and finds it again when it is back`() async throws {
        let redis = try OwnRedis()
        let client = notices.client(redis.port)
        #expect(await client.connected())
        let stop = SharedNumber()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    while stop.value == 0 {
                        if case .failure = await client.ask("PING") { await Task.yield() }
                    }
                }
            }
            for round in 1...3 {
                let before = client.tally.replies
                #expect(await HangGuard.wait { client.tally.replies > before + 1_000 }, "round \(round)")
                redis.signal(SIGKILL)
                #expect(await HangGuard.wait { client.tally.failures[.disconnected, default: 0] > 0 })
                try redis.start()
            }
            #expect(await client.connected())
            stop.add()
            try await group.waitForAll()
        }
        let tally = client.tally
        #expect(tally.commands == tally.replies + tally.failed)
        #expect(tally.waiting == 0)
        #expect(tally.disconnects == 3)
        #expect(
            notices.all
                == [.connected] + Array(repeating: [.disconnected(.closed), .connected], count: 3).flatMap(\.self))
        client.close()
    }

    @Test func `a server that is stopped times out, and serves again when it goes on`() async throws {
        let redis = try OwnRedis()
        let client = notices.client(redis.port, timeout: .milliseconds(50)) { $0.connectTimeout = .milliseconds(100) }
        #expect(await HangGuard.wait { await client.ask("PING") == .success(.status("PONG")) })
        redis.signal(SIGSTOP)
        // A busy machine may have lost the connection before.
        let isTimedOut = await HangGuard.wait {
            let outcome = await client.ask("PING")
            return outcome == .failure(.timedOut)
        }
        #expect(isTimedOut || client.tally.disconnects > 0)
        #expect(await HangGuard.wait { await client.ask("PING") == .failure(.disconnected) })
        redis.signal(SIGCONT)
        #expect(await HangGuard.wait { await client.ask("PING") == .success(.status("PONG")) })
        client.close()
    }

    private struct Entrance: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var arguments: [String] = []
        var change: @Sendable (inout RedisClientSettings) -> Void = { _ in }
        var outcome: RedisNotice
    }

    private static let entrances = [
        Entrance(
            testDescription: "no password where one is needed", arguments: ["--requirepass", "right-secret"],
            outcome: .refused(.noAuth)),
        Entrance(
            testDescription: "the right password", arguments: ["--requirepass", "right-secret"],
            change: { $0.password = Secret("right-secret") }, outcome: .connected),
        Entrance(
            testDescription: "a wrong password", arguments: ["--requirepass", "right-secret"],
            change: { $0.password = Secret("wrong-secret") }, outcome: .refused(.wrongPassword)),
        Entrance(
            testDescription: "a password where none is needed", change: { $0.password = Secret("any-secret") },
            outcome: .refused(.err)),
        Entrance(
            testDescription: "a user with the right password",
            arguments: ["--user", "router", "on", ">right-secret", "~*", "+@all"],
            change: {
                $0.user = "router"
                $0.password = Secret("right-secret")
                $0.database = 3
            }, outcome: .connected),
        Entrance(
            testDescription: "a user who may not ping",
            arguments: ["--user", "router", "on", ">right-secret", "~*", "+@all", "-ping"],
            change: {
                $0.user = "router"
                $0.password = Secret("right-secret")
            }, outcome: .refused(.noPermission)),
        Entrance(
            testDescription: "a missing database", change: { $0.database = 99 }, outcome: .refused(.err)),
    ]

    @Test(arguments: entrances) private func `who is not let in is told the word`(entrance: Entrance) async throws {
        let redis = try OwnRedis(entrance.arguments)
        let client = notices.client(redis.port, entrance.change)
        // The first command waits for the first connect.
        let outcome = await client.ask("PING")
        if entrance.outcome == .connected {
            #expect(outcome == .success(.status("PONG")))
        } else {
            #expect(outcome == .failure(.disconnected))
            // Several attempts, one notice.
            try await Task.sleep(for: .milliseconds(300))
        }
        #expect(notices.all == [entrance.outcome])
        #expect(!"\(notices.all)".contains("secret"))
        client.close()
    }

    @Test func `nobody at the port is told once, and a server that comes later is found`() async throws {
        let redis = try OwnRedis()
        redis.signal(SIGKILL)
        let client = notices.client(redis.port)
        #expect(await client.ask("PING") == .failure(.disconnected))
        #expect(await HangGuard.wait { !notices.all.isEmpty })
        try await Task.sleep(for: .milliseconds(200))
        #expect(notices.all == [.disconnected(.unreachable)])
        try redis.start()
        #expect(await HangGuard.wait { await client.ask("PING") == .success(.status("PONG")) })
        #expect(notices.all == [.disconnected(.unreachable), .connected])
        client.close()
    }

    @Test func `a name that nobody knows is told as that`() async {
        let client = notices.client(1) { $0.host = "no-such-host.invalid" }
        #expect(await client.ask("PING") == .failure(.disconnected))
        #expect(await HangGuard.wait { notices.all == [.disconnected(.unresolved)] })
        client.close()
    }
}
