import RouterTesting
import Testing
import ToolRouter
import ToolRouterTools

struct GuardingTests {
    @Test(arguments: [ErrorCode.sqlNotReadOnly, .multipleStatements, .tableDenied, .sqlInvalid])
    func `what the guard refuses does not run`(code: ErrorCode) throws {
        let world = ScriptedWorld(.plan("SELECT 1"), behaviours: ["SELECT 1": .refuse(code)])
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "refused \(code.rawValue) at guard")
        #expect(world.log.names(of: "r-0").suffix(3) == ["planned", "disapproved", "settled"])
        #expect(reply.answer.plan?.sql == "SELECT 1")
        #expect(reply.answer.tool == .sql)
        #expect(reply.answer.source == .planner)
        #expect(world.tool.runs == [])
        #expect(world.log.totals.errors[code] == 1)
    }

    @Test func `an approved call is judged once and runs once`() throws {
        let world = ScriptedWorld(.plan("SELECT 1"))
        _ = try world.reply(to: .asking())
        #expect(world.tool.approvals == ["SELECT 1"])
        #expect(world.tool.runs == ["SELECT 1"])
        #expect(world.docs.approvals == [])
    }

    @Test func `a plan goes to the guard of its own tool`() throws {
        let world = ScriptedWorld(.text(#"{"tool":"docs"}"#))
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "answered")
        #expect(reply.answer.tool == "docs")
        #expect(world.docs.approvals.count == 1)
        #expect(world.docs.runs.count == 1)
        #expect(world.tool.approvals == [])
    }

    @Test(arguments: [
        ("a call that fails", ErrorCode.sqlFailed, ErrorKind.executionError),
        ("a busy database", .databaseBusy, .executionError),
        ("a call over its budget", .executionBudget, .timeoutError),
    ])
    func `what the tool says of a failure is the answer`(row: (name: String, code: ErrorCode, kind: ErrorKind)) throws {
        let world = ScriptedWorld(.plan("SELECT 1"), behaviours: ["SELECT 1": .fail(row.code)])
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "failed \(row.code.rawValue) at run", "\(row.name)")
        #expect(reply.answer.outcome.error?.code.kind == row.kind)
        #expect(world.log.names(of: "r-0").suffix(3) == ["approved", "runFailed", "settled"])
        #expect(world.tool.runs == ["SELECT 1"])
        #expect(reply.answer.bill.cost.amount == Money(usd: "0.0035"))
    }

    @Test func `a truncated answer says so`() throws {
        let rows = ResultSet(columns: ["n"], rows: [[.integer(1)]], isTruncated: true)
        let world = ScriptedWorld(.plan("SELECT 1"), behaviours: ["SELECT 1": .answer(rows)])
        guard case .answered(let result) = try world.reply(to: .asking()).answer.outcome else {
            Issue.record("no answer")
            return
        }
        #expect(result.isTruncated)
        #expect(world.log.totals.truncated == 1)
    }
}
