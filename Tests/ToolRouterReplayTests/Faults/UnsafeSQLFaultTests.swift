import RouterTesting
import SQLSandbox
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterReplay

@Suite struct UnsafeSQLFaultTests {
    @Test func `the statement takes the place of the plan, sure of itself and at the reply's cost`() throws {
        let sql = #"DELETE FROM customer WHERE name = \"é\""#
        let world = try FaultyWorld("  - {name: a, target: planner, kind: unsafe_sql, sql: \"\(sql)\"}")
        let answer = try world.answer()
        #expect(world.tool.approvals == [#"DELETE FROM customer WHERE name = "é""#])
        #expect(answer.plan?.confidence == .one)
        #expect(answer.bill.usage == ScriptedReply.usage)
        #expect(world.latency == .milliseconds(830))
    }

    @Test func `without a statement each request draws one of several`() throws {
        let world = try FaultyWorld("  - {name: a, target: planner, kind: unsafe_sql}")
        _ = try world.answers(at: (0..<100).map { .seconds($0) })
        #expect(Set(world.tool.approvals) == Set(UnsafeSQLFault.statements))
    }

    @Test func `a candidate proposes it, and it runs nowhere`() throws {
        let world = try FaultyWorld("  - {name: a, target: shadow, kind: unsafe_sql, sql: DROP}", candidate: [.plan()])
        #expect(try world.answer().ending == "answered")
        // The guard is asked what it says to the candidate's plan, and that is all that is done with it.
        #expect(world.tool.approvals == ["SELECT 1", "DROP"])
        #expect(world.tool.runs == ["SELECT 1"])
        #expect(try world.log.proposals.map { try $0.plan.get().sql } == ["DROP"])
    }

    /// With the guard that serves, on a database that has nothing of what they name.
    @Test(arguments: UnsafeSQLFault.statements)
    func `the guard refuses each of the statements`(sql: String) throws {
        let folder = try OutputFolder.scratch()
        try DatabaseScript.build("CREATE TABLE t (x);", at: folder.path + "/t.sqlite")
        let sandbox = try Sandbox(opening: folder.path + "/t.sqlite", policy: SandboxPolicy())
        #expect(throws: SQLRefusal.self) { try sandbox.approve(sql, at: FaultyWorld.start) }
    }
}
