import SQLSandbox
import ToolRouter
import ToolRouterTools

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
