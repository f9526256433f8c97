import SQLSandbox
import ToolRouter

/// Runs statements for comparison: expected ones, candidates' ones, and both without DISTINCT. None of it is part of an
/// answer, and all of it passes the same guard.
///
/// The rows of a statement that does not read the clock are remembered, since a served database never changes during a
/// replay.
final class StatementRunner {
    private struct Key: Hashable {
        let database: DatabaseName?
        let sql: String
    }

    /// How many results are remembered.
    private static let capacity = 4_096

    private let sandboxes: [DatabaseName: Sandbox]
    private var remembered: [Key: ResultSet?] = [:]

    init(sandboxes: [DatabaseName: Sandbox]) {
        self.sandboxes = sandboxes
    }

    /// The rows of `sql`; nil when the guard refuses it or it fails.
    func rows(of sql: String, on database: DatabaseName?, at now: Timestamp) -> ResultSet? {
        let key = Key(database: database, sql: sql)
        if let rows = remembered[key] { return rows }
        guard let sandbox = database.map({ sandboxes[$0] }) ?? sandboxes.values.first else { return nil }
        let statement = try? sandbox.approve(sql, at: now)
        let rows = statement.flatMap { try? sandbox.run($0, at: now) }
        if statement?.readsClock != true {
            if remembered.count >= Self.capacity { remembered.removeAll(keepingCapacity: true) }
            remembered[key] = .some(rows)
        }
        return rows
    }
}
