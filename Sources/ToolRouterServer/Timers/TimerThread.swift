import Foundation
import SQLSandbox
import Synchronization
import ToolRouter

/// Fires the timers of a scheduler: one thread of its own, outside of Swift's pool, which waits for the earliest.
///
/// A timer is a race that reaches its deadline. Whoever set it removes it when the race has ended before, and then nothing
/// of it is left: `Task.sleep` would keep a cancelled sleeper until its moment.
final class TimerThread: Sendable {
    typealias Timer = TimerQueue<DeadlineRace>.Timer

    /// The longest the thread waits while timers are set. A condition variable waits on the monotonic clock, which stands
    /// still while the machine is suspended; the continuous one, which deadlines are counted in, goes on.
    private static let longestWait = Duration.seconds(1)

    private struct State {
        var queue = TimerQueue<DeadlineRace>()
        var isStopped = false
    }

    private let clock: LiveClock
    private let state = Mutex(State())
    private let alarm = Alarm()

    /// Starts the thread, which runs until `stop()`.
    init(_ clock: LiveClock) {
        self.clock = clock
        SystemThread.start("timers") { [self] in run() }
    }

    /// The timers that are set.
    var count: Int { state.withLock { $0.queue.count } }

    /// Has `race` reach its deadline at `moment`, or at once when that has passed.
    func set(_ race: DeadlineRace, at moment: Timestamp) -> Timer {
        let (timer, wakes) = state.withLock { $0.queue.set(race, at: moment) }
        if wakes { alarm.ring() }
        return timer
    }

    /// Removes a timer; does nothing when it has fired.
    func remove(_ timer: Timer) {
        // The race is released after the lock.
        _ = state.withLock { $0.queue.remove(timer) }
    }

    /// Ends the thread; timers that are set fire no more.
    func stop() {
        state.withLock { $0.isStopped = true }
        alarm.ring()
    }

    private func run() {
        while let turn = state.withLock({ $0.isStopped ? nil : $0.queue.turn(at: clock.now) }) {
            for race in turn.due { race.reachDeadline() }
            if let next = turn.next {
                let now = clock.now
                alarm.wait(atMost: (min(next, now + Self.longestWait) - now).wholeNanoseconds)
            } else {
                alarm.wait()
            }
        }
    }
}
