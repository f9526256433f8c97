import Foundation
import Synchronization

/// Where runs wait for a lane, and lanes for runs. Lanes are threads and may block; callers never do.
final class LaneQueue: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    private let condition = NSCondition()
    private var line = WaitingLine<PendingRun>()
    private var running: [ObjectIdentifier: PendingRun] = [:]
    private let capacity: Int
    private var lanes: Int
    private var isClosed = false
    private var awaitingEnd: [CheckedContinuation<Void, Never>] = []

    /// - Parameters:
    ///   - lanes: how many lanes will take runs.
    ///   - capacity: how many runs may wait.
    init(lanes: Int, capacity: Int) {
        self.lanes = lanes
        self.capacity = capacity
    }

    /// How many runs wait.
    var waitingRuns: Int {
        condition.lock()
        defer { condition.unlock() }
        return line.count
    }

    /// How many lanes are at work.
    var runningRuns: Int {
        condition.lock()
        defer { condition.unlock() }
        return running.count
    }

    /// Adds `run`, or ends it when it can't wait here.
    func join(_ run: PendingRun) {
        if let failure = admit(run) { run.end(.failure(failure)) }
    }

    private func admit(_ run: PendingRun) -> SQLFailure? {
        condition.lock()
        defer { condition.unlock() }
        if isClosed { return Self.closed }
        // Whoever cancels it after this look finds it in the line.
        if run.cancellation.isRequested { return Self.cancelled }
        guard line.count < capacity else { return SQLFailure(.busy, "\(line.count) statements wait already") }
        let place = line.join(run)
        run.place.withLock { $0 = place }
        condition.signal()
        return nil
    }

    /// Ends `run`: it leaves the line at once, or its statement is stopped.
    func cancel(_ run: PendingRun) {
        run.cancellation.request()
        condition.lock()
        let hasLeft = run.place.withLock { $0 }.flatMap { line.leave($0) } != nil
        condition.unlock()
        if hasLeft { run.end(.failure(Self.cancelled)) }
    }

    /// The run that has waited longest, after waiting for one; nil when there will be none.
    func take() -> PendingRun? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let run = line.takeFirst() {
                running[ObjectIdentifier(run)] = run
                return run
            }
            if isClosed { return nil }
            condition.wait()
        }
    }

    /// A lane has done with `run`.
    func finish(_ run: PendingRun, _ outcome: PendingRun.Outcome) {
        condition.lock()
        running[ObjectIdentifier(run)] = nil
        condition.unlock()
        run.end(outcome)
    }

    /// No more runs: those who wait fail, those who run are stopped, and the lanes end.
    func close() {
        condition.lock()
        isClosed = true
        var waiting: [PendingRun] = []
        while let run = line.takeFirst() { waiting.append(run) }
        let stopped = running.values.map(\.cancellation)
        condition.broadcast()
        condition.unlock()
        for run in waiting { run.end(.failure(Self.closed)) }
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

    private static let closed = SQLFailure(.databaseUnavailable, "the database has been closed")
    private static let cancelled = SQLFailure(.cancelled, "the task was cancelled before the statement began")
}
