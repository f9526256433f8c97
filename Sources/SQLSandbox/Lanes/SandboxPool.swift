package import ToolRouter

/// One database, served to many at once: a sandbox that judges, and lanes that run what it has approved.
///
/// A run waits for a free lane, first come first served, without holding a thread, and ends soon after its task is
/// cancelled: in the line at once, on a lane as soon as SQLite looks up from its work. A writer that keeps readers out is
/// waited for. Judging needs no lane and waits for no run, only for
/// other judging.
///
/// Not for a replay: lanes are threads.
package final class SandboxPool: GuardedDatabase {
    private let judge: Sandbox
    private let queue: LaneQueue
    private let busyTimeout: Duration

    /// How many statements each lane keeps compiled, at 10 KB each, or fewer of larger ones; at most
    /// twice as many.
    private static let compiledStatements = 100
    /// How often a locked database is looked at.
    private static let pause = Duration.milliseconds(5)

    /// Opens a database and starts the lanes.
    ///
    /// - Parameters:
    ///   - path: an absolute path without symbolic links, to a regular file.
    ///   - policy: what statements may touch and spend.
    ///   - settings: how large the pool is.
    ///   - monotonicNow: time since any fixed moment; needed by a policy with a time budget, and by no other.
    package init(
        opening path: String, policy: SandboxPolicy, settings: PoolSettings = PoolSettings(),
        monotonicNow: (@Sendable () -> Duration)? = nil
    ) throws(SandboxError) {
        // The judge runs nothing, so it keeps nothing but its verdicts.
        judge = try Sandbox(Opening(path: path, policy: policy, compiledStatements: 1, monotonicNow: monotonicNow))
        queue = LaneQueue(lanes: settings.lanes, capacity: settings.waiting)
        busyTimeout = settings.busyTimeout
        let opening = Opening(
            path: path, policy: policy, compiledStatements: Self.compiledStatements, monotonicNow: monotonicNow)
        for number in 0..<settings.lanes {
            Lane.start("sql-\(number)", serving: queue, opening, busyTimeout: settings.busyTimeout)
        }
    }

    deinit {
        queue.close()
    }

    /// Closes the database: runs that wait fail, runs on a lane are stopped, and when it returns no file is open any more
    /// but the judge's.
    package func close() async {
        queue.close()
        await queue.end()
    }

    /// The tables and views that statements may read, sorted, as the judge has seen them last.
    package var readableTables: [String] { judge.readableTables }

    /// How many runs wait for a lane.
    package var waitingRuns: Int { queue.waitingRuns }

    /// How many lanes are at work.
    package var runningRuns: Int { queue.runningRuns }

    package var mayWait: Bool { true }

    package var dataVersion: DataVersion {
        get async throws(SQLFailure) {
            let end = ContinuousClock.now + busyTimeout
            while true {
                do throws(SQLFailure) {
                    return try judge.dataVersion
                } catch {
                    guard error.code == .busy, ContinuousClock.now < end else { throw error }
                }
                guard (try? await Task.sleep(for: Self.pause)) != nil else {
                    throw SQLFailure(.cancelled, "the task was cancelled while a writer kept the database locked")
                }
            }
        }
    }

    package func approve(_ sql: String, at now: Timestamp) throws(SQLRefusal) -> ApprovedStatement {
        try judge.approve(sql, at: now)
    }

    /// Runs an approved statement on the next free lane, as `Sandbox.run` does. Traps when another database's sandbox
    /// approved it.
    package func run(_ statement: ApprovedStatement, at now: Timestamp) async throws(SQLFailure) -> ResultSet {
        judge.requireApproval(of: statement)
        let run = PendingRun(statement, at: now)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                run.isAwaited(by: caller)
                queue.join(run)
            }
        } onCancel: { [queue] in
            queue.cancel(run)
        }
        return try outcome.get()
    }
}
