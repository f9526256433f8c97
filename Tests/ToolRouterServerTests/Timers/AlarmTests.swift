import Foundation
import Testing

@testable import ToolRouterServer

@Suite struct AlarmTests {
    @Test func `who is rung before waiting does not wait, once`() {
        let alarm = Alarm()
        alarm.ring()
        alarm.ring()
        alarm.wait()
        let start = ContinuousClock.now
        alarm.wait(atMost: 20_000_000)
        #expect(ContinuousClock.now - start >= .milliseconds(20))
    }

    @Test(arguments: [("no time", 0), ("less than none", -1), ("the least there is", Int64.min)])
    func `waiting for no time ends at once`(row: (name: String, nanoseconds: Int64)) {
        Alarm().wait(atMost: row.nanoseconds)
    }

    @Test(.timeLimit(.minutes(20)), arguments: [("without an end", nil), ("for an hour", 3_600_000_000_000)])
    func `ringing wakes a thread that waits`(row: (name: String, nanoseconds: Int64?)) async {
        let alarm = Alarm()
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                if let nanoseconds = row.nanoseconds { alarm.wait(atMost: nanoseconds) } else { alarm.wait() }
                continuation.resume()
            }
            // It is most likely asleep by now.
            usleep(5_000)
            alarm.ring()
        }
    }
}
