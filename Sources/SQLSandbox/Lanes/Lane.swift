import Foundation
import ToolRouter

/// A thread with a connection of its own, which runs one statement after the other.
///
/// Stepping a statement blocks, so it must not happen on the threads that Swift runs tasks on: there are only as many as
/// cores.
enum Lane {
    /// Starts a lane that serves `queue` until that is closed. It opens its connection for the first run.
    static func start(_ name: String, serving queue: LaneQueue, _ opening: Opening, busyTimeout: Duration) {
        let thread = Thread {
            serve(queue, opening, LaneControl(busyTimeout: busyTimeout))
            queue.leaveLane()
        }
        thread.name = name
        // As much as the main thread has: SQLite compiles deep expressions on it.
        thread.stackSize = 8 * 1_024 * 1_024
        thread.start()
    }

    private static func serve(_ queue: LaneQueue, _ opening: Opening, _ control: LaneControl) {
        let database = OpenDatabase(opening, control: control)
        while let run = queue.take() {
            control.begin(run.cancellation)
            let outcome = outcome(of: run, on: database)
            control.end()
            queue.finish(run, outcome)
        }
    }

    private static func outcome(of run: PendingRun, on database: OpenDatabase) -> PendingRun.Outcome {
        do throws(SQLFailure) {
            return .success(
                try database.read { connection throws(SQLFailure) in
                    try RowReader.read(run.statement, on: connection, at: run.now)
                })
        } catch {
            guard error.code == .busy, run.cancellation.isRequested else { return .failure(error) }
            return .failure(SQLFailure(.cancelled, "the task was cancelled while a writer kept the database locked"))
        }
    }
}
