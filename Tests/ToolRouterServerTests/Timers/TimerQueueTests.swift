import Testing
import ToolRouter

@testable import ToolRouterServer

@Suite struct TimerQueueTests {
    private func at(_ nanoseconds: Int64) -> Timestamp { Timestamp(nanoseconds: nanoseconds) }

    /// Timers set one after the other, and which of them wake the thread.
    @Test(arguments: [
        ("each later than the one before", [10, 20, 30], [true, false, false]),
        ("each earlier", [30, 20, 10], [true, true, true]),
        ("as early as what is waited for", [10, 10], [true, false]),
        ("at the last moment there is", [.max, .max, 5], [true, false, true]),
    ])
    func `the thread is woken for the earliest timer only`(row: (name: String, moments: [Int64], wakes: [Bool])) {
        var queue = TimerQueue<Int>()
        let wakes = row.moments.map { queue.set(0, at: at($0)).wakes }
        #expect(wakes == row.wakes, "\(row.name)")
    }

    /// One request after the other, each answered at once.
    @Test func `timers that are removed before their time wake the thread once`() {
        var queue = TimerQueue<Int64>()
        var woken = 0
        for number in 0..<1_000 as Range<Int64> {
            let (timer, wakes) = queue.set(number, at: at(1_000_000 + number))
            if wakes { woken += 1 }
            #expect(queue.remove(timer) == number)
        }
        #expect(woken == 1)
        #expect(queue.count == 0)
        // When the moment of the first has come, the thread finds nothing to do, and nothing to wait for.
        let turn = queue.turn(at: at(1_000_000))
        #expect(turn.due == [])
        #expect(turn.next == nil)
        #expect(queue.set(0, at: at(2_000_000)).wakes)
    }

    @Test func `a turn removes what is due, in order, and names the next moment`() {
        var queue = TimerQueue<String>()
        for (target, moment) in [("d", 40), ("b", 20), ("a", 10), ("c", 20)] as [(String, Int64)] {
            _ = queue.set(target, at: at(moment))
        }
        let first = queue.turn(at: at(20))
        #expect(first.due == ["a", "b", "c"])
        #expect(first.next == at(40))
        #expect(queue.count == 1)
        #expect(queue.set("e", at: at(41)).wakes == false)
        #expect(queue.set("f", at: at(39)).wakes)
        #expect(queue.turn(at: at(38)).due == [])
        #expect(queue.turn(at: at(100)).due == ["f", "d", "e"])
    }
}
