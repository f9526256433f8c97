import CSQLite
import Synchronization

/// Asks one run to end: from any thread, at any moment of its life, as often as one likes.
///
/// It is a flag, which the handlers of the connection look at, and an interrupt, which takes effect between two
/// operations where no handler is called. The interrupt reaches a connection only while it steps this very run, so it can
/// neither meet the next one nor a connection that is being closed.
final class Cancellation: Sendable {
    private let requested = Atomic<Bool>(false)
    private let stepping = Mutex<Database?>(nil)

    /// The connection that steps the run; it is touched only under the lock, and only to interrupt it, which SQLite allows
    /// from any thread.
    private struct Database: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    /// Whether the run is to end.
    var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// Asks the run to end.
    func request() {
        requested.store(true, ordering: .releasing)
        stepping.withLock { database in
            if let database { sqlite3_interrupt(database.pointer) }
        }
    }

    /// From here on `database` steps the run; false when it is to end already.
    func beginStepping(_ database: OpaquePointer) -> Bool {
        let database = Database(pointer: database)
        stepping.withLock { $0 = database }
        // Whoever asks after this look finds the database.
        return !isRequested
    }

    /// From here on no interrupt reaches the database.
    func endStepping() {
        stepping.withLock { $0 = nil }
    }
}
