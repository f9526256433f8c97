import Synchronization
import ToolRouter

/// The connection to whatever database lies at a path. Use it only while its lock is held, or on its own thread.
///
/// When a new file has taken the place of the one that is open, as an export that is renamed into place does, the new one
/// is opened; one that was overwritten in place is opened anew. A snapshot that is overwritten gives no answers any more.
final class OpenDatabase: SchemaWitness {
    /// The connection that was opened last; nil when that failed.
    private(set) var connection: Connection?
    /// What the lane says that it belongs to, if it does.
    let control: LaneControl?
    private let opening: Opening

    init(_ opening: Opening, control: LaneControl? = nil) {
        self.opening = opening
        self.control = control
    }

    /// The schema that was seen last; nil when there is no connection.
    var lastSchema: SeenSchema? {
        connection.map { SeenSchema(file: $0.file, cookie: $0.schemaCookie, digest: $0.schemaDigest) }
    }

    /// Whether that is the schema of the database as it is, or there is none that can be opened.
    var knowsPresentSchema: Bool { connection?.hasPresentSchema ?? true }

    /// The connection to the file that lies at the path now.
    func present() throws(SandboxError) -> Connection {
        if let connection, connection.isPresent { return connection }
        connection = nil
        let opened = try Connection(opening, control: control)
        connection = opened
        return opened
    }

    /// Closes the connection; whoever needs one later opens another.
    func close() {
        connection = nil
    }

    /// Does `body` with the connection to the file that lies at the path now, and once more when it fails because the file
    /// was replaced just then.
    ///
    /// - Parameter looks: whether it is looked first which file lies there. Beginning a read transaction looks as well.
    func read<Result, Failure: DatabaseFailure>(
        looks: Bool = true, _ body: (Connection) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        do throws(Failure) {
            if !looks, let connection { return try body(connection) }
            return try body(opened(orElse: Failure.self))
        } catch {
            guard error.isUnavailable, connection?.isPresent != true else { throw error }
            return try body(opened(orElse: Failure.self))
        }
    }

    private func opened<Failure: DatabaseFailure>(orElse: Failure.Type) throws(Failure) -> Connection {
        do throws(SandboxError) {
            return try present()
        } catch {
            throw Failure(error)
        }
    }
}

/// Whoever has seen schemas of the database at one path.
protocol SchemaWitness {
    /// The schema that was seen last; nil when there is none.
    var lastSchema: SeenSchema? { get }
    /// Whether that is the schema of the database as it is, or there is none that can be opened.
    var knowsPresentSchema: Bool { get }
}

/// A schema among all that were met at one path: which file had it, its number there, and what it was, since a file that is
/// overwritten in place may keep the number.
struct SeenSchema: Hashable, Sendable {
    let file: FileIdentity?
    let cookie: Int64?
    let digest: SchemaDigest?
}

/// An error that may lie in the database instead of the statement.
protocol DatabaseFailure: Error {
    /// The error of whoever needs a database that can't be opened.
    init(_ error: SandboxError)

    /// Whether the database could not be read.
    var isUnavailable: Bool { get }
}

extension SQLFailure: DatabaseFailure {
    init(_ error: SandboxError) {
        self.init(error.reason == .locked ? .busy : .databaseUnavailable, error.detail)
    }

    var isUnavailable: Bool { code == .databaseUnavailable }
}

extension SQLRefusal: DatabaseFailure {
    init(_ error: SandboxError) {
        self.init(unavailable: error.detail)
    }

    var isUnavailable: Bool { code == .databaseUnavailable }
}

/// What opening a connection takes.
struct Opening: Sendable {
    /// An absolute path without symbolic links.
    let path: String
    let policy: SandboxPolicy
    /// The layers of the guard; all of them but in a test.
    var layers = GuardLayers.all
    /// Whether the first read transaction is kept open for good.
    var isSnapshot = false
    /// The bytes of statements that stay compiled; a usual one takes 10,000.
    let compiledBytes: Int
    /// Watches over the runs, where there is somebody who wants to know.
    var watch: RunWatch?
    /// Time since any fixed moment, for a policy with a time budget.
    let monotonicNow: (@Sendable () -> Duration)?
}

/// An open database behind its lock.
final class SharedDatabase: Sendable {
    private let database: Mutex<OpenDatabase>

    init(_ database: sending OpenDatabase) {
        self.database = Mutex(database)
    }

    /// Does `body` while nobody else uses the database, on a stack that is deep enough for it.
    func withLock<Result: Sendable, Failure: Error>(
        _ body: (OpenDatabase) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try DeepStack.run { () throws(Failure) in
            try database.withLock { database throws(Failure) in try body(database) }
        }
    }
}
