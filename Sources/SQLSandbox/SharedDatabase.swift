import Synchronization

/// An open database behind its lock.
final class SharedDatabase: Sendable {
    private let database: Mutex<OpenDatabase>

    init(_ database: sending OpenDatabase) {
        self.database = Mutex(database)
    }

    /// Does `body` while nobody else uses the database.
    func withLock<Result: Sendable, Failure: Error>(
        _ body: (OpenDatabase) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try database.withLock { database throws(Failure) in try body(database) }
    }
}
