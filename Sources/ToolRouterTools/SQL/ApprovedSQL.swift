package import SQLSandbox
package import ToolRouter

/// A statement that the sandbox has approved, and the sandbox to run it on.
struct ApprovedSQL: ApprovedCall {
    let plan: Plan
    let statement: ApprovedStatement
    let sandbox: Sandbox

    var footprint: Footprint { Footprint(statement) }

    func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
        do throws(SQLFailure) {
            return .rows(try sandbox.run(statement, at: now))
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
            program: statement.program?.text)
    }
}
