import Foundation
import Testing

@testable import ToolRouterServer

/// The client and servers that do what no Redis should.
@Suite(.timeLimit(.minutes(20))) struct RedisHostileServerTests {
    private struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// What follows a greeting that is in order.
        let script: @Sendable (ScriptedPeer) -> Void
        let failure: RedisFailure
        let reason: RedisNotice.Reason
        /// Short where the test waits for its end.
        var timeout = Duration.seconds(600)
    }

    private static func says(_ text: String) -> @Sendable (ScriptedPeer) -> Void {
        { peer in
            guard peer.command() != nil else { return }
            peer.say(text)
            peer.hang()
        }
    }

    private static let rows = [
        Row(
            testDescription: "it says nothing", script: { $0.hang() }, failure: .timedOut, reason: .timedOut,
            timeout: .milliseconds(50)),
        Row(
            testDescription: "it drips a byte at a time",
            script: { peer in
                guard peer.command() != nil, peer.say("$100000\r\n") else { return }
                while peer.say("x") { Thread.sleep(forTimeInterval: 0.005) }
            }, failure: .timedOut, reason: .timedOut, timeout: .milliseconds(100)),
        Row(
            testDescription: "it ends without a word", script: { _ = $0.command() }, failure: .lost, reason: .closed),
        Row(
            testDescription: "it ends in the middle of a reply",
            script: { peer in
                _ = peer.command()
                peer.say("$100\r\nhalf of")
            }, failure: .lost, reason: .closed),
        Row(
            testDescription: "a text of 100 MB",
            script: { peer in
                guard peer.command() != nil, peer.say("$104857600\r\n") else { return }
                let chunk = [UInt8](repeating: 120, count: 1 << 20)
                for _ in 0..<100 where !peer.say(chunk) { return }
                peer.say("\r\n")
                peer.hang()
            }, failure: .lost, reason: .tooLong),
        Row(
            testDescription: "a status that never ends",
            script: { peer in
                guard peer.command() != nil, peer.say("+") else { return }
                let chunk = [UInt8](repeating: 120, count: 1 << 16)
                while peer.say(chunk) {}
            }, failure: .lost, reason: .tooLong),
        Row(
            testDescription: "a list of texts that is too long together",
            script: { peer in
                guard peer.command() != nil, peer.say("*1000\r\n") else { return }
                let text = Array("$65536\r\n".utf8) + [UInt8](repeating: 120, count: 65_536) + Array("\r\n".utf8)
                for _ in 0..<1_000 where !peer.say(text) { return }
                peer.hang()
            }, failure: .lost, reason: .tooLong),
        Row(
            testDescription: "a list of a billion is announced", script: says("*1000000000\r\n"), failure: .lost,
            reason: .tooLong),
        Row(
            testDescription: "lists of lists that are too many together",
            script: says("*2\r\n*40000\r\n" + String(repeating: ":1\r\n", count: 40_000) + "*40000\r\n"),
            failure: .lost, reason: .tooLong),
        Row(
            testDescription: "lists nested too deep", script: says(String(repeating: "*1\r\n", count: 20)),
            failure: .lost, reason: .unreadable),
        Row(
            testDescription: "garbage", script: says("HTTP/1.1 400 Bad Request\r\n\r\n"), failure: .lost,
            reason: .unreadable),
        Row(
            testDescription: "a number that is none", script: says(":12x\r\n"), failure: .lost, reason: .unreadable),
        Row(
            testDescription: "a length below nothing", script: says("$-7\r\n"), failure: .lost, reason: .unreadable),
    ]

    @Test(arguments: rows) private func `a connection that misbehaves ends, and every caller returns`(row: Row) async {
        let server = ScriptedRedis.greeting(row.script)
        let notices = RedisNotices()
        let client = notices.client(server.port, timeout: row.timeout)
        #expect(await client.connected())
        var outcome = await client.ask("GET", "x")
        // On a busy machine a connection may end before: then it was not the server's doing, and another try shows it.
        _ = await HangGuard.wait {
            if outcome == .failure(row.failure) { return true }
            outcome = await client.ask("GET", "x")
            return false
        }
        #expect(outcome == .failure(row.failure))
        #expect(await HangGuard.wait { notices.all.contains(.disconnected(row.reason)) })
        #expect(await HangGuard.wait { client.tally.connects > 1 })
        client.close()
        server.stop()
    }

    @Test func `a reply that nobody asked for ends the connection before it is taken for another's`() async {
        let server = ScriptedRedis.greeting { peer in
            while peer.command() != nil { guard peer.say("$4\r\nmine\r\n$6\r\nothers\r\n") else { return } }
        }
        let notices = RedisNotices()
        let client = notices.client(server.port)
        for _ in 0..<20 {
            #expect(await client.connected())
            let outcome = await client.ask("GET", "x")
            // The second reply may come before the first is told.
            #expect(outcome != .success(.bytes(Array("others".utf8))))
        }
        #expect(await HangGuard.wait { notices.all.contains(.disconnected(.unreadable)) })
        client.close()
        server.stop()
    }

    @Test func `a greeting with a reply too many serves nobody`() async {
        let server = ScriptedRedis { peer in
            guard peer.command() != nil else { return }
            peer.say("+PONG\r\n+OK\r\n")
            peer.hang()
        }
        let notices = RedisNotices()
        let client = notices.client(server.port)
        #expect(await HangGuard.wait { notices.all == [.disconnected(.unreadable)] })
        #expect(await client.ask("PING") == .failure(.disconnected))
        client.close()
        server.stop()
    }

    private static let words: [(text: String, word: RedisErrorWord)] = [
        ("LOADING Redis is loading the dataset in memory", .loading),
        ("DENIED Redis is running in protected mode", .denied),
        ("ERR max number of clients reached", .err),
        ("MASTERDOWN Link with MASTER is down", .masterDown),
        ("hunter2 is a secret that a server should not know", .other),
        ("", .other),
    ]

    @Test(arguments: words.indices) func `an error of the greeting is told by its first word`(row: Int) async {
        let (text, word) = Self.words[row]
        let server = ScriptedRedis { peer in
            while peer.command() != nil { guard peer.say("-\(text)\r\n") else { return } }
        }
        let notices = RedisNotices()
        let client = notices.client(server.port)
        #expect(await client.ask("PING") == .failure(.disconnected))
        #expect(await HangGuard.wait { server.accepted.value > 2 })
        #expect(notices.all == [.refused(word)])
        client.close()
        server.stop()
    }

    @Test func `a server that accepts and says nothing is not connected`() async {
        let server = ScriptedRedis { $0.hang() }
        let notices = RedisNotices()
        let client = notices.client(server.port) { $0.connectTimeout = .milliseconds(50) }
        #expect(await client.ask("PING") == .failure(.disconnected))
        #expect(await HangGuard.wait { notices.all == [.disconnected(.timedOut)] })
        #expect(client.tally.connects == 0)
        client.close()
        server.stop()
    }

    @Test(arguments: [(92, true), (93, true), (94, false)])
    func `a reply may have as many bytes as the settings say`(bytes: Int, isTaken: Bool) async {
        let text = String(repeating: "x", count: bytes)
        let server = ScriptedRedis.greeting { peer in
            while peer.command() != nil { guard peer.say("$\(bytes)\r\n\(text)\r\n") else { return } }
        }
        // Besides the text there are a `$`, two digits and two ends of lines.
        let client = RedisNotices().client(server.port) { $0.replyBytes = 100 }
        let outcomes = [await client.ask("GET", "x"), isTaken ? await client.ask("GET", "x") : .failure(.lost)]
        let expected: Result<RedisReply, RedisFailure> = isTaken ? .success(.bytes(Array(text.utf8))) : .failure(.lost)
        #expect(outcomes == [expected, expected])
        client.close()
        server.stop()
    }
}
