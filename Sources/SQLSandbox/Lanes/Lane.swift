import Foundation
import ToolRouter

/// A thread with a connection of its own, or a process that has one, which does one piece of work after the other.
///
/// Compiling and stepping a statement blocks, so it must not happen on the threads that Swift runs tasks on: there are only
/// as many as cores.
enum Lane {
    /// Starts a lane that serves `queue` until that is closed.
    static func start<Work: LaneWork>(_ name: String, serving queue: LaneQueue<Work>, with database: SharedLane) {
        DeepStack.start(name) {
            database.withLock { database in
                serve(queue, database)
                database.close()
            }
            queue.leaveLane()
        }
    }

    private static func serve<Work: LaneWork>(_ queue: LaneQueue<Work>, _ database: any LaneDatabase) {
        database.prepare()
        while let work = queue.take() {
            database.begin(work.ticket.cancellation)
            let outcome = work.outcome(on: database)
            database.end()
            queue.finish(work, outcome)
            database.prepare()
        }
    }
}
