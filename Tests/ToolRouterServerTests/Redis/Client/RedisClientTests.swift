import Foundation
import Testing

@testable import ToolRouterServer

/// The client and a true Redis that serves.
@Suite(.timeLimit(.minutes(20)), .enabled(if: SharedRedis.isThere, "\(SharedRedis.missing)"))
struct RedisClientTests {
    private let notices = RedisNotices()
    private let prefix = "client-test:\(UUID().uuidString):"

    private func client(_ change: (inout RedisClientSettings) -> Void = { _ in }) throws -> RedisClient {
        notices.client(try #require(SharedRedis.port), change)
    }

    @Test(arguments: [1, 3])
    func `64 callers with 1,000 commands each get their own replies`(connections: Int) async throws {
        let client = try client { $0.connections = connections }
        let wrong = await withTaskGroup(of: Int.self) { group in
            for caller in 0..<64 {
                group.addTask {
                    var wrong = 0
                    for number in 0..<1_000 {
                        let word = "\(caller)-\(number)"
                        let isRight = await client.ask("ECHO", word) == .success(.bytes(Array(word.utf8)))
                        if !isRight { wrong += 1 }
                    }
                    return wrong
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
        #expect(client.tally.replies == 64_000)
        #expect(client.tally.waiting == 0)
        client.close()
    }

    @Test func `commands that are sent together stay together`() async throws {
        let client = try client()
        let key = prefix + "count"
        let torn = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    var torn = 0
                    for _ in 0..<100 {
                        let replies = await client.send(Array(repeating: RedisCommand(["INCR", key]), count: 3))
                        guard case .success(let numbers) = replies, case .integer(let first) = numbers.first,
                            numbers == [.integer(first), .integer(first + 1), .integer(first + 2)]
                        else {
                            torn += 1
                            continue
                        }
                    }
                    return torn
                }
            }
            return await group.reduce(0, +)
        }
        #expect(torn == 0)
        #expect(await client.ask("DEL", key) == .success(.integer(1)))
        client.close()
    }

    private static let replies: [(name: String, command: [String], reply: RedisReply)] = [
        ("nothing", ["GET", "no such key"], .nothing),
        ("a number", ["EVAL", "return -9223372036854775808", "0"], .integer(.min)),
        ("an empty text", ["ECHO", ""], .bytes([])),
        ("a status", ["PING"], .status("PONG")),
        ("an error", ["NO-SUCH-COMMAND"], .error("ERR unknown command 'NO-SUCH-COMMAND', with args beginning with: ")),
        ("an empty list", ["EVAL", "return {}", "0"], .list([])),
        (
            "a list of lists",
            ["EVAL", "return {1,{'a',false,{}},redis.status_reply('S'),redis.error_reply('E x')}", "0"],
            .list([.integer(1), .list([.bytes([97]), .nothing, .list([])]), .status("S"), .error("E x")])
        ),
    ]

    @Test(arguments: replies.indices) func `every kind of reply is copied`(row: Int) async throws {
        let client = try client()
        let (name, command, reply) = Self.replies[row]
        #expect(await client.send([RedisCommand(command)]) == .success([reply]), "\(name)")
        client.close()
    }

    @Test(arguments: [0, 1, 256, 16_384, 70_000, 3_000_000])
    func `any bytes make the way there and back`(count: Int) async throws {
        let client = try client()
        let value = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167) }
        let key = Array("\(prefix)bytes\0\r\n\(count)".utf8)
        let commands = [[Array("SET".utf8), key, value], [Array("GET".utf8), key], [Array("DEL".utf8), key]]
        #expect(
            await client.send(commands.map(RedisCommand.init)) == .success([.status("OK"), .bytes(value), .integer(1)]))
        client.close()
    }

    @Test func `a database has its own keys`() async throws {
        let (first, second) = (try client(), try client { $0.database = 1 })
        let key = prefix + "database"
        #expect(await second.ask("SET", key, "1", "PX", "60000") == .success(.status("OK")))
        #expect(await first.ask("GET", key) == .success(.nothing))
        #expect(await second.ask("DEL", key) == .success(.integer(1)))
        first.close()
        second.close()
    }

    @Test func `nothing asked is nothing sent`() async throws {
        let client = try client()
        #expect(await client.send([]) == .success([]))
        #expect(client.tally.commands == 0)
        client.close()
    }

    @Test func `a connection is told once, and closing it is no news`() async throws {
        let client = try client { $0.connections = 4 }
        #expect(await HangGuard.wait { client.tally.connects == 4 })
        client.close()
        client.close()
        #expect(await client.ask("PING") == .failure(.disconnected))
        #expect(client.tally.disconnects == 4)
        #expect(notices.all == [.connected])
    }

    @Test func `the last owner's leaving closes it`() async throws {
        let name = "leaving-\(UUID().uuidString)"
        let watch = try client()
        do {
            let client = try client()
            #expect(await client.ask("CLIENT", "SETNAME", name) == .success(.status("OK")))
        }
        let isGone = await HangGuard.wait {
            guard case .success(.bytes(let list)) = await watch.ask("CLIENT", "LIST") else { return false }
            return !String(decoding: list, as: UTF8.self).contains(name)
        }
        #expect(isGone)
        watch.close()
    }
}
