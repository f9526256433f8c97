import CLaneWalls
import CSQLite
import Synchronization

/// Asks one run to end: from any thread, at any moment of its life, as often as one likes.
///
/// It is a flag, which the handlers of the connection look at, and an interrupt, which takes effect between two
/// operations where no handler is called. The interrupt reaches a connection only while it steps this very run, so it can
/// neither meet the next one nor a connection that is being closed. Where the run is in another process, a bell tells the
/// thread that waits for that.
final class Cancellation: Sendable {
    private let requested = Atomic<Bool>(false)
    private let stepping = Mutex<Stepper?>(nil)

    /// Who steps the run; it is touched only under the lock.
    private enum Stepper: @unchecked Sendable {
        /// A connection, only to interrupt it, which SQLite allows from any thread.
        case database(OpaquePointer)
        /// The bell of a thread that waits for another process.
        case bell(Int32)
    }

    /// Whether the run is to end.
    var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// Asks the run to end.
    func request() {
        requested.store(true, ordering: .releasing)
        stepping.withLock { stepper in
            switch stepper {
            case .database(let database): sqlite3_interrupt(database)
            case .bell(let bell): toolrouter_bell_ring(bell)
            case nil: break
            }
        }
    }

    /// From here on `database` steps the run; false when it is to end already.
    func beginStepping(_ database: OpaquePointer) -> Bool {
        let stepper = Stepper.database(database)
        stepping.withLock { $0 = stepper }
        // Whoever asks after this look finds the database.
        return !isRequested
    }

    /// From here on whoever asks the run to end rings; who has asked before has not.
    func beginWaiting(on bell: Int32) {
        stepping.withLock { $0 = .bell(bell) }
    }

    /// From here on no interrupt reaches the database, and no bell is rung.
    func endStepping() {
        stepping.withLock { $0 = nil }
    }
}
