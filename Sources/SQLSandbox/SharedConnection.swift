import CSQLite
import Synchronization

/// A connection behind its lock. A sandbox and the statements it approved share it; the last one closes it.
final class SharedConnection: Sendable {
    private let connection: Mutex<Connection>

    init(_ connection: sending Connection) {
        self.connection = Mutex(connection)
    }

    /// Does `body` while nobody else uses the connection.
    func withLock<Result: Sendable, Failure: Error>(
        _ body: (Connection) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try connection.withLock { connection throws(Failure) in try body(connection) }
    }
}

/// A compiled statement of a shared connection: touched only under that connection's lock, hence sendable.
struct StatementHandle: @unchecked Sendable {
    let pointer: OpaquePointer
}
