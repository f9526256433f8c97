import SQLSandbox
import ToolRouter

/// A statement that the sandbox has approved, and the sandbox to run it on.
struct ApprovedSQL: ApprovedCall {
    let plan: Plan
    let statement: ApprovedStatement
    let sandbox: Sandbox

    func run(at now: Timestamp) async throws(RouterError) -> ToolResult {
        do throws(SQLFailure) {
            return .rows(try sandbox.run(statement, at: now))
        } catch {
            throw RouterError(error, at: .run)
        }
    }
}
