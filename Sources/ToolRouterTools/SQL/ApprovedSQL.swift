package import SQLSandbox
package import ToolRouter

/// A statement that the guard of a database has approved, and that database.
struct ApprovedSQL: ApprovedCall {
    let plan: Plan
    let statement: ApprovedStatement
    let database: any GuardedDatabase

    var footprint: Footprint { Footprint(statement) }

    func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
        do throws(SQLFailure) {
            return .rows(try await database.run(statement, at: now))
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
            program: statement.program?.text, clock: statement.readsClock ? .instant : .nothing)
    }
}
