import CSQLite
import Glibc

/// What a lane tells its connection: for which run it works, and how long it may wait for a writer.
final class LaneControl {
    private let busyTimeout: Duration
    private var cancellation: Cancellation?
    private var patienceEnds: ContinuousClock.Instant?

    /// - Parameter busyTimeout: how long one run waits for writers, in all.
    init(busyTimeout: Duration) {
        self.busyTimeout = busyTimeout
    }

    /// Whether nobody waits any more for what the connection does.
    var isCancelled: Bool { cancellation?.isRequested ?? false }

    /// The connection works for the run that `cancellation` belongs to.
    func begin(_ cancellation: Cancellation) {
        self.cancellation = cancellation
        patienceEnds = nil
    }

    /// The connection works for nobody yet, so that it waits for no writer.
    func beginWithoutPatience() {
        cancellation = nil
        patienceEnds = .now
    }

    /// The connection works for nobody.
    func end() {
        cancellation = nil
    }

    /// Makes SQLite ask here whether to wait when the database is locked. It must live as long as the connection.
    func install(on database: OpaquePointer) {
        sqlite3_busy_handler(
            database,
            { context, attempts in
                Unmanaged<LaneControl>.fromOpaque(context!).takeUnretainedValue().waits(after: attempts) ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Does `body`, which steps a statement of the run, so that it can be interrupted. Returns nil when the run is to end
    /// already.
    func stepping<Result, Failure: Error>(
        _ database: OpaquePointer, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let cancellation else { return try body() }
        defer { cancellation.endStepping() }
        return cancellation.beginStepping(database) ? try body() : nil
    }

    /// Waits a moment for the writer; false when the run has waited long enough or nobody waits for it any more.
    private func waits(after attempts: Int32) -> Bool {
        let now = ContinuousClock.now
        let end = patienceEnds ?? now + busyTimeout
        patienceEnds = end
        guard now < end, !isCancelled else { return false }
        usleep(attempts < 3 ? 1_000 : 5_000)
        return true
    }
}
