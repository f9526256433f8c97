import Testing

@testable import ToolRouterServer

/// What the client is made of.
@Suite struct RedisPartsTests {
    @Test func `pauses grow up to the longest, by chance up to half shorter`() {
        var backOff = RedisBackOff(.milliseconds(50)...(.seconds(1)))
        let longest = (0..<7).map { _ in backOff.pause(0) / 1_000_000 }
        #expect(longest == [50, 100, 200, 400, 800, 1_000, 1_000])
        #expect(backOff.pause(1) == 500_000_000)
        backOff.served(for: 999_999_999)
        #expect(backOff.pause(0) == 1_000_000_000)
        backOff.served(for: 1_000_000_000)
        #expect(backOff.pause(1) == 25_000_000)
    }

    @Test func `only known words of a server are repeated`() {
        #expect(RedisErrorWord(of: "OOM command not allowed when used memory > 'maxmemory'.") == .outOfMemory)
        #expect(RedisErrorWord(of: "NOSCRIPT") == .noScript)
        #expect(RedisErrorWord(of: "oom") == .other)
        #expect(RedisErrorWord(of: "WRONGPASS:x") == .other)
        #expect(RedisErrorWord(of: " ERR") == .other)
    }

    @Test func `a line keeps its order while it grows and shrinks`() {
        var line = RedisCallLine()
        let call = RedisCall([RedisCommand(["PING"])])
        var next = 0
        var first = 0
        for round in 0..<5_000 {
            for _ in 0..<(round % 7) {
                line.append(.init(call: call, since: MonotonicMoment(nanoseconds: Int64(next)), bytes: next))
                next += 1
            }
            for _ in 0..<(round % 6) {
                guard let entry = line.popFirst() else { break }
                #expect(entry.bytes == first)
                first += 1
            }
        }
        while let entry = line.popFirst() {
            #expect(entry.bytes == first)
            first += 1
        }
        #expect(first == next)
        #expect(line.isEmpty)
    }

    private enum Happening {
        case connected
        case lost(RedisNotice.Reason?)
        case failed(RedisNotice)
    }

    private static let courses: [(name: String, happenings: [Happening], told: [RedisNotice])] = [
        (
            "several lanes are one client", [.connected, .connected, .lost(.closed), .connected, .lost(.closed)],
            [.connected]
        ),
        (
            "the last lane's loss is told", [.connected, .connected, .lost(.closed), .lost(.timedOut)],
            [.connected, .disconnected(.timedOut)]
        ),
        (
            "retries are not told", [.failed(.disconnected(.unreachable)), .failed(.disconnected(.timedOut))],
            [.disconnected(.unreachable)]
        ),
        (
            "a refusal after a loss is told once",
            [.connected, .lost(.closed), .failed(.refused(.loading)), .failed(.refused(.loading)), .connected],
            [.connected, .disconnected(.closed), .refused(.loading), .connected]
        ),
        (
            "a lane that fails beside one that serves is no news",
            [.connected, .failed(.refused(.err)), .failed(.disconnected(.closed))], [.connected]
        ),
        ("closing is no news", [.connected, .lost(nil)], [.connected]),
    ]

    @Test(arguments: courses.indices) func `only changes are told`(row: Int) {
        let (name, happenings, told) = Self.courses[row]
        let notices = RedisNotices()
        let board = RedisNoticeBoard { notices.add($0) }
        for happening in happenings {
            switch happening {
            case .connected: board.connected()
            case .lost(let reason): board.lost(reason)
            case .failed(let notice): board.failed(notice)
            }
        }
        #expect(notices.all == told, "\(name)")
    }
}
