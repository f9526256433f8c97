import Foundation
import Testing

@testable import ToolRouterServer

/// What callers are told: exactly once, whatever happens.
@Suite(.timeLimit(.minutes(20))) struct RedisCallerTests {
    private let notices = RedisNotices()

    @Test func `a cancelled caller returns at once, and the others get their own replies`() async {
        let opened = SharedNumber()
        let received = SharedNumber()
        let server = ScriptedRedis.greeting { peer in
            let words = (0..<10).compactMap { _ in
                defer { received.add() }
                return peer.command()?[1]
            }
            while opened.value == 0 { Thread.sleep(forTimeInterval: 0.001) }
            for word in words { peer.say("+\(word)\r\n") }
            peer.hang()
        }
        let client = notices.client(server.port)
        #expect(await client.connected())
        let calls = (0..<10).map { number in Task { await client.ask("ECHO", "\(number)") } }
        // What has not been sent need not be sent any more.
        #expect(await HangGuard.wait { received.value == 10 })
        for number in stride(from: 0, to: 10, by: 2) { calls[number].cancel() }
        for number in stride(from: 0, to: 10, by: 2) { #expect(await calls[number].value == .failure(.cancelled)) }
        #expect(client.tally.waiting == 10)
        opened.add()
        for number in stride(from: 1, to: 10, by: 2) {
            #expect(await calls[number].value == .success(.status("\(number)")))
        }
        #expect(await HangGuard.wait { client.tally.waiting == 0 })
        #expect(client.tally.failures == [.cancelled: 5])
        #expect(client.tally.replies == 5)
        client.close()
        server.stop()
    }

    @Test func `a command does not wait for the reply to the one before`() async {
        let received = SharedNumber()
        let server = ScriptedRedis.greeting { peer in
            while peer.command() != nil {
                received.add()
                guard peer.command() != nil, peer.say("+FIRST\r\n+SECOND\r\n") else { return }
            }
        }
        let client = notices.client(server.port)
        #expect(await client.connected())
        for round in 1...100 {
            let first = Task { await client.ask("PING") }
            #expect(await HangGuard.wait { received.value == round })
            #expect(await client.ask("PING") == .success(.status("SECOND")))
            #expect(await first.value == .success(.status("FIRST")))
        }
        client.close()
        server.stop()
    }

    @Test func `who was cancelled before asks nothing`() async {
        let server = ScriptedRedis.greeting { $0.hang() }
        let client = notices.client(server.port)
        #expect(await client.connected())
        let outcome = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await client.ask("PING")
        }.value
        #expect(outcome == .failure(.cancelled))
        #expect(client.tally.waiting == 0)
        #expect(client.tally.failures == [.cancelled: 1])
        client.close()
        server.stop()
    }

    @Test func `closing it while it is busy lets every caller go`() async {
        let server = ScriptedRedis.greeting { $0.hang() }
        let client = notices.client(server.port) { $0.waiting = 100 }
        #expect(await client.connected())
        let calls = (0..<100).map { _ in Task { await client.ask("PING") } }
        #expect(await HangGuard.wait { client.tally.waiting == 100 })
        client.close()
        for call in calls {
            let outcome = await call.value
            #expect(outcome == .failure(.lost) || outcome == .failure(.disconnected))
        }
        #expect(client.tally.waiting == 0)
        #expect(client.tally.failed == 100)
        #expect(!client.tally.isConnected)
        server.stop()
    }

    @Test func `closing it while it connects lets every caller go`() async {
        let server = ScriptedRedis { $0.hang() }
        let client = notices.client(server.port)
        let calls = (0..<10).map { _ in Task { await client.ask("PING") } }
        #expect(await HangGuard.wait { client.tally.waiting == 10 })
        client.close()
        for call in calls { #expect(await call.value == .failure(.disconnected)) }
        #expect(notices.all == [])
        server.stop()
    }

    @Test func `more than may wait is refused`() async {
        let server = ScriptedRedis.greeting { $0.hang() }
        let client = notices.client(server.port) {
            $0.waiting = 3
            $0.waitingBytes = 1_000
        }
        #expect(await client.connected())
        let large = await client.ask("ECHO", String(repeating: "x", count: 1_000))
        #expect(large == .failure(.overloaded))
        let calls = (0..<3).map { _ in Task { await client.ask("PING") } }
        #expect(await HangGuard.wait { client.tally.waiting == 3 })
        #expect(await client.ask("PING") == .failure(.overloaded))
        client.close()
        for call in calls { _ = await call.value }
        #expect(client.tally.failures[.overloaded] == 2)
        server.stop()
    }

    @Test func `one that waits too long ends the connection for all that are in flight`() async {
        let server = ScriptedRedis.greeting { $0.hang() }
        let client = notices.client(server.port, timeout: .milliseconds(100))
        #expect(await client.connected())
        let calls = (0..<20).map { _ in Task { await client.ask("PING") } }
        var outcomes: [Result<RedisReply, RedisFailure>] = []
        for call in calls { outcomes.append(await call.value) }
        #expect(outcomes.contains(.failure(.timedOut)))
        let failures: Set<RedisFailure> = [.timedOut, .lost, .disconnected]
        #expect(
            outcomes.allSatisfy { if case .failure(let failure) = $0 { failures.contains(failure) } else { false } })
        client.close()
        server.stop()
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `in a storm of hang-ups and cancellations each caller is told once`(seed: UInt64) async {
        let server = ScriptedRedis { peer in
            guard peer.command() != nil else { return }
            peer.say("+PONG\r\n")
            var lives = Int.random(in: 0...300)
            while lives > 0, let words = peer.command() {
                lives -= 1
                guard peer.say("$\(words[1].utf8.count)\r\n\(words[1])\r\n") else { return }
            }
            if Bool.random() { peer.say("$10\r\nhalf") }
        }
        let client = notices.client(server.port, timeout: .seconds(1)) {
            $0.connections = Int(seed)
            $0.backOff = .milliseconds(1)...(.milliseconds(4))
        }
        let told = SharedNumber()
        let wrong = SharedNumber()
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<32 {
                group.addTask {
                    for number in 0..<300 {
                        let word = "\(caller)-\(number)"
                        let call = Task { await client.ask("ECHO", word) }
                        if (caller &* 31 &+ number &* Int(seed)) % 7 == 0 { call.cancel() }
                        if case .success(let reply) = await call.value, reply != .bytes(Array(word.utf8)) {
                            wrong.add()
                        }
                        told.add()
                        if number % 10 == 0 { try? await Task.sleep(for: .milliseconds(1)) }
                    }
                }
            }
        }
        #expect(told.value == 32 * 300)
        #expect(wrong.value == 0)
        #expect(await HangGuard.wait { client.tally.waiting == 0 })
        let tally = client.tally
        #expect(tally.commands == 32 * 300)
        #expect(tally.replies + tally.failed == tally.commands)
        #expect(tally.disconnects > 0)
        client.close()
        server.stop()
    }
}
