import Synchronization
import ToolRouter

/// The database as a lane has it, to itself: a connection, or a process that has one.
protocol LaneDatabase: AnyObject, SchemaWitness {
    /// Gets ready for work, as far as that takes time.
    func prepare()

    /// Works from here on for whoever can cancel by `cancellation`.
    func begin(_ cancellation: Cancellation)

    /// Works for nobody.
    func end()

    /// Closes what is open; whoever needs it later opens it again.
    func close()

    /// The verdict of `judge` on a text, see `Judge.verdict`.
    func verdict(on sql: String, _ key: StatementKey, by judge: Judge, at now: Timestamp) -> Judge.Verdict

    /// Runs an approved statement with these values of its parameters.
    func run(
        _ statement: ApprovedStatement, with values: [String: Value], at now: Timestamp
    ) throws(SQLFailure) -> StatementResult

    /// What identifies the present content.
    func dataVersion() throws(SQLFailure) -> DataVersion

    /// The tables and views that statements may read.
    func readable() throws(SQLFailure) -> [ReadableTable]
}

extension OpenDatabase: LaneDatabase {
    func prepare() {}

    func begin(_ cancellation: Cancellation) { control?.begin(cancellation) }

    func end() { control?.end() }

    func verdict(on sql: String, _ key: StatementKey, by judge: Judge, at now: Timestamp) -> Judge.Verdict {
        judge.verdict(on: sql, key, with: self, at: now)
    }

    func run(
        _ statement: ApprovedStatement, with values: [String: Value], at now: Timestamp
    ) throws(SQLFailure) -> StatementResult {
        try read { connection throws(SQLFailure) in
            try RowReader.read(statement, with: values, on: connection, at: now)
        }
    }

    func dataVersion() throws(SQLFailure) -> DataVersion {
        try read { connection throws(SQLFailure) in try connection.dataVersion() }
    }

    func readable() throws(SQLFailure) -> [ReadableTable] {
        try read { connection throws(SQLFailure) in try connection.readable() }
    }
}

/// A lane's database behind its lock, on its way to the lane's thread.
final class SharedLane: Sendable {
    private let database: Mutex<any LaneDatabase>

    init(_ database: sending any LaneDatabase) {
        self.database = Mutex(database)
    }

    /// Does `body` while nobody else uses the database.
    func withLock<Result: Sendable>(_ body: (any LaneDatabase) -> Result) -> Result {
        database.withLock { body($0) }
    }
}
