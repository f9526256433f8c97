import Foundation
import Synchronization

/// Where work waits for a lane, and lanes for work. Lanes are threads and may block; callers never do.
final class LaneQueue<Work: LaneWork>: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    private let condition = NSCondition()
    private var line = WaitingLine<Work>()
    private var begun: [ObjectIdentifier: Work] = [:]
    private let capacity: Int
    private var lanes: Int
    private var isClosed = false
    private var awaitingEnd: [CheckedContinuation<Void, Never>] = []

    /// - Parameters:
    ///   - lanes: how many lanes will take work.
    ///   - capacity: how much work may wait.
    init(lanes: Int, capacity: Int) {
        self.lanes = lanes
        self.capacity = capacity
    }

    /// How much work waits.
    var waiting: Int {
        condition.lock()
        defer { condition.unlock() }
        return line.count
    }

    /// How many lanes are at work.
    var running: Int {
        condition.lock()
        defer { condition.unlock() }
        return begun.count
    }

    /// Adds `work`, or ends it when it can't wait here.
    func join(_ work: Work) {
        if let failure = admit(work) { work.end(work.outcome(of: failure)) }
    }

    private func admit(_ work: Work) -> SQLFailure? {
        condition.lock()
        defer { condition.unlock() }
        if isClosed { return closed }
        // Whoever cancels it after this look finds it in the line.
        if work.ticket.cancellation.isRequested { return cancelled }
        guard line.count < capacity else { return SQLFailure(.busy, "\(line.count) statements wait already") }
        let place = line.join(work)
        work.ticket.place.withLock { $0 = place }
        condition.signal()
        return nil
    }

    /// Ends `work`: it leaves the line at once, or its statement is stopped.
    func cancel(_ work: Work) {
        work.ticket.cancellation.request()
        if withdraw(work) { work.end(work.outcome(of: cancelled)) }
    }

    /// Takes `work` out of the line; false when it does not wait there.
    func withdraw(_ work: Work) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        return work.ticket.place.withLock { $0 }.flatMap { line.leave($0) } != nil
    }

    /// The work that has waited longest, after waiting for some; nil when there will be none.
    func take() -> Work? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let work = line.takeFirst() {
                begun[ObjectIdentifier(work)] = work
                return work
            }
            if isClosed { return nil }
            condition.wait()
        }
    }

    /// A lane has done `work`.
    func finish(_ work: Work, _ outcome: Work.Outcome) {
        condition.lock()
        begun[ObjectIdentifier(work)] = nil
        condition.unlock()
        work.end(outcome)
    }

    /// No more work: what waits fails, what runs is stopped, and the lanes end.
    func close() {
        condition.lock()
        isClosed = true
        var waiting: [Work] = []
        while let work = line.takeFirst() { waiting.append(work) }
        let stopped = begun.values.map(\.ticket.cancellation)
        condition.broadcast()
        condition.unlock()
        for work in waiting { work.end(work.outcome(of: closed)) }
        for cancellation in stopped { cancellation.request() }
    }

    /// A lane has closed its connection and takes no more.
    func leaveLane() {
        condition.lock()
        lanes -= 1
        let awaiting = lanes == 0 ? awaitingEnd : []
        if lanes == 0 { awaitingEnd = [] }
        condition.unlock()
        for caller in awaiting { caller.resume() }
    }

    /// Waits until the last lane has closed its connection.
    func end() async {
        await withCheckedContinuation { caller in
            if !waits(caller) { caller.resume() }
        }
    }

    private func waits(_ caller: CheckedContinuation<Void, Never>) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        guard lanes > 0 else { return false }
        awaitingEnd.append(caller)
        return true
    }

    private let closed = SQLFailure(.databaseUnavailable, "the database has been closed")
    private let cancelled = SQLFailure(.cancelled, "the task was cancelled before the statement began")
}
