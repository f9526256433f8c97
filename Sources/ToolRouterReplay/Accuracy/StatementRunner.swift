import SQLSandbox
import ToolRouter
import ToolRouterTools

/// Runs statements for comparison: expected ones, candidates' ones, and both without DISTINCT. None of it is part of an
/// answer, and all of it passes the same guard.
///
/// The rows of a statement that does not read the clock are remembered, since a served database never changes during a
/// replay.
final class StatementRunner {
    private struct Key: Hashable {
        let database: DatabaseName?
        /// Bytes, since two texts that are equal in Unicode can give different rows.
        let sql: [UInt8]
    }

    private let sandboxes: [DatabaseName: Sandbox]
    private var remembered = Memo<Key, ResultSet?>(bytes: 128 << 20)

    init(sandboxes: [DatabaseName: Sandbox]) {
        self.sandboxes = sandboxes
    }

    /// The rows of `sql`; nil when the guard refuses it or it fails.
    func rows(of sql: String, on database: DatabaseName?, at now: Timestamp) -> ResultSet? {
        let key = Key(database: database, sql: Array(sql.utf8))
        if let rows = remembered.value(for: key) { return rows }
        guard let sandbox = sandboxes.sandbox(of: database) else { return nil }
        let statement = try? sandbox.approve(sql, at: now)
        let rows = statement.flatMap { try? sandbox.run($0, at: now) }
        if statement?.readsClock != true {
            remembered.remember(rows, for: key, bytes: key.sql.count + (rows?.bytes ?? 0))
        }
        return rows
    }

    /// Whether `sql` may give other rows at another time; one that is refused does not.
    func readsClock(_ sql: String, on database: DatabaseName?, at now: Timestamp) -> Bool {
        (try? sandboxes.sandbox(of: database)?.approve(sql, at: now))?.readsClock ?? false
    }
}

/// What statements touch, as today's guard sees them. Nothing is run.
struct StatementFootprints: Sendable {
    private let sandboxes: [DatabaseName: Sandbox]

    init(sandboxes: [DatabaseName: Sandbox]) {
        self.sandboxes = sandboxes
    }

    /// What `sql` touches on that database, or on the only one there is; nil when the guard refuses it.
    func footprint(of sql: String, on database: DatabaseName?, at now: Timestamp) -> Footprint? {
        (try? sandboxes.sandbox(of: database)?.approve(sql, at: now)).map { Footprint($0) }
    }
}
