package import SQLSandbox
package import ToolRouter
import ToolRouterTools

/// Sees to it that what is recorded as right can be compared with: an expected statement that the guard refuses, that fails,
/// that runs out of its budget or whose rows are cut short makes every answer wrong, and nobody would know why.
package final class ExpectedStatements {
    private struct Key: Hashable {
        let view: DatabaseView
        /// Two texts that are equal in Unicode can be different statements.
        let sql: TextKey
    }

    private let views: DatabaseViews
    private let watch: RunWatch
    private var remembered = Memo<Key, String?>(bytes: 8 << 20)

    package init(views: DatabaseViews, watch: RunWatch) {
        self.views = views
        self.watch = watch
    }

    /// Why `sql` is of no use as a truth when `caller` asks, in words; nil when its rows are whole, and when the watch has
    /// stopped it.
    package func problem(of sql: String, for caller: Caller, in view: DatabaseView, at now: Timestamp) -> String? {
        let key = Key(view: view, sql: TextKey(sql))
        if let known = remembered.value(for: key) { return known }
        guard let sandbox = views.sandbox(of: view) else {
            if !views.hasRole(of: view) { return "the scenario has no role \(view.role?.text ?? "")" }
            return view.database.map { "the scenario serves no database \($0)" }
                ?? "the request names no database, and the scenario serves several"
        }
        var isSteady = true
        let problem = Self.problem(of: sql, for: caller, in: sandbox, at: now, &isSteady)
        if watch.cause != nil { return nil }
        if isSteady {
            remembered.remember(problem, for: key, bytes: key.sql.text.utf8.count + (problem?.utf8.count ?? 0))
        }
        return problem
    }

    private static func problem(
        of sql: String, for caller: Caller, in sandbox: Sandbox, at now: Timestamp, _ isSteady: inout Bool
    ) -> String? {
        let statement: ApprovedStatement
        do throws(SQLRefusal) {
            statement = try sandbox.approve(sql, at: now)
        } catch {
            return "the guard refuses it: \(error)"
        }
        isSteady = statement.isSteady
        let values: [String: Value]
        do throws(RouterError) {
            values = try statement.bindings(of: Plan(sql: sql), for: caller)
        } catch {
            return error.detail
        }
        do throws(SQLFailure) {
            let rows = try sandbox.execute(statement, with: values, at: now).rows
            return rows.isTruncated ? "its rows are more than `sql.budget` allows" : nil
        } catch {
            return error.code == .executionBudget
                ? "it does not end within `sql.budget`: \(error.detail)" : "it fails: \(error.detail)"
        }
    }
}
