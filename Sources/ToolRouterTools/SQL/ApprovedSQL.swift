package import SQLSandbox
import Synchronization
package import ToolRouter

/// A statement that the guard of a database has approved, with the values of its parameters, and that database.
final class ApprovedSQL: ApprovedCall {
    let plan: Plan
    private let statement: ApprovedStatement
    private let bindings: [String: Value]
    private let database: any GuardedDatabase
    /// How much of the present the last run has read.
    private let clock: Mutex<ClockReading>

    init(plan: Plan, statement: ApprovedStatement, bindings: [String: Value], database: any GuardedDatabase) {
        self.plan = plan
        self.statement = statement
        self.bindings = bindings
        self.database = database
        clock = Mutex(statement.clock)
    }

    var footprint: Footprint {
        var footprint = Footprint(statement)
        footprint.clock = clock.withLock { $0 }
        return footprint
    }

    func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
        do throws(SQLFailure) {
            let result = try await database.execute(statement, with: bindings, at: now)
            clock.withLock { $0 = result.clock }
            return .rows(result.rows)
        } catch {
            throw RouterError(error, at: .run)
        }
    }
}

extension Footprint {
    /// What an approved statement touches.
    package init(_ statement: ApprovedStatement) {
        self.init(
            tables: statement.tables, columns: statement.readColumns, functions: statement.functions,
            program: statement.program?.text, clock: statement.clock, dependsOnCaller: statement.dependsOnCaller)
    }
}
