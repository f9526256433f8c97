import RouterTesting
import Testing
import ToolRouterTools

@testable import ToolRouter

/// A plan that the guard refused and that goes back to its planner.
struct RepairTests {
    private static func world(
        _ script: [ScriptedReply], next: [(name: PlannerName, script: [ScriptedReply])] = [], repairs: Int = 1,
        code: ErrorCode = .sqlUnknownTable, configure: (inout RouterConfiguration) -> Void = { _ in }
    ) -> ScriptedWorld {
        ScriptedWorld(
            script: script, next: next,
            behaviours: [
                "SELECT nme": .refuseWithHint(code, "did you mean name?"),
                "SELECT nm": .refuseWithHint(code, "did you mean name?"), "SELECT hopeless": .refuse(code),
            ]
        ) { configuration in
            configuration.repairs = repairs
            configure(&configuration)
        }
    }

    @Test func `a plan that is wrong is mended by the planner that made it`() throws {
        let world = Self.world([.plan("SELECT nme"), .plan("SELECT name")])
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "answered" && reply.rows == [[.text("SELECT name")]])
        #expect(reply.answer.source == .planner && reply.answer.degraded == nil)
        #expect(reply.answer.bill.cost.amount == Money(usd: "0.007"), "both replies are paid for")
        #expect(reply.latency == .milliseconds(1_630))
        let inquiries = world.planner.inquiries
        #expect(inquiries.map(\.attempt) == [1, 2])
        #expect(inquiries[0].repair == nil)
        let repair = try #require(inquiries[1].repair)
        #expect(repair.plan.arguments == ["sql": .string("SELECT nme")])
        #expect(repair.code == .sqlUnknownTable && repair.hint == "did you mean name?")
        #expect(
            world.log.names(of: "r-0") == [
                "received", "limited", "routed", "recalled", "attemptStarted", "attemptEnded", "planned", "disapproved",
                "repairing", "attemptStarted", "attemptEnded", "planned", "approved", "ran", "storing", "settled",
                "stored",
            ])
        #expect(world.log.totals.repairs == 1)
    }

    /// The codes that are never sent back stand in the policy: what they refuse is forbidden, not wrong.
    static let rows: [(name: String, code: ErrorCode, script: [ScriptedReply], repairs: Int, calls: Int)] = [
        ("it is switched off", .sqlUnknownTable, [.plan("SELECT nme")], 0, 1),
        ("there is no hint", .sqlUnknownTable, [.plan("SELECT hopeless")], 1, 1),
        ("the table is denied", .tableDenied, [.plan("SELECT nme")], 1, 1),
        ("the column is denied", .columnDenied, [.plan("SELECT nme")], 1, 1),
        ("the function is denied", .functionDenied, [.plan("SELECT nme")], 1, 1),
        ("it would write", .sqlNotReadOnly, [.plan("SELECT nme")], 1, 1),
        ("its kind is denied", .statementDenied, [.plan("SELECT nme")], 1, 1),
        ("there are several", .multipleStatements, [.plan("SELECT nme")], 1, 1),
        ("it is wrong again", .sqlInvalid, [.plan("SELECT nme"), .plan("SELECT nm")], 1, 2),
        ("the same comes back", .sqlInvalid, [.plan("SELECT nme")], 1, 2),
        ("the planner fails then", .sqlInvalid, [.plan("SELECT nme"), .http(503)], 1, 2),
        ("the planner replies with prose then", .sqlInvalid, [.plan("SELECT nme"), .text("Sorry!")], 1, 2),
    ]

    @Test(arguments: rows.indices)
    func `the refusal stands when`(number: Int) throws {
        let row = Self.rows[number]
        let world = Self.world(row.script, repairs: row.repairs, code: row.code)
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "refused \(row.code.rawValue) at guard", "\(row.name)")
        #expect(world.planner.calls == row.calls, "\(row.name)")
    }

    @Test func `what the caller is asked back about is no mended plan`() throws {
        let world = Self.world([.plan("SELECT nme"), .plan("SELECT name", confidence: "0.2")])
        #expect(try world.reply(to: .asking()).summary == "clarification")
    }

    @Test func `a planner after the first mends its own plan`() throws {
        let world = Self.world(
            [.http(401)], next: [("backup", [.plan("SELECT nme"), .plan("SELECT name")])])
        let answer = try world.reply(to: .asking()).answer
        #expect(answer.planner == "backup" && answer.degraded == .plannerFailed)
        #expect(world.next[0].inquiries.map(\.attempt) == [1, 2] && world.planner.calls == 1)
    }

    @Test func `a repair keeps to the deadline`() throws {
        let world = Self.world([.plan("SELECT nme"), .hang])
        let reply = try world.reply(to: .asking(deadline: .seconds(2)))
        #expect(reply.latency == .seconds(2) && reply.summary == "refused sql_unknown_table at guard")
        #expect(
            try Self.world([.plan("SELECT nme")]).reply(to: .asking(deadline: .milliseconds(850))).latency
                < .milliseconds(850))
    }

    @Test func `a caller who leaves during a repair has left`() throws {
        let world = Self.world([.plan("SELECT nme"), .hang])
        #expect(try world.reply(to: .asking(), hangsUpAfter: .seconds(1)).summary == "failed cancelled at plan")
    }

    @Test func `those who were given the same plan share its repair, and one stores what comes of it`() throws {
        let world = Self.world([.plan("SELECT nme"), .plan("SELECT name")])
        let replies = try world.replies(
            to: (0..<4).map { .init(at: .milliseconds($0), request: .asking(id: RequestID("r-\($0)"))) }
                + [.init(at: .seconds(60), request: .asking(id: "later"))])
        #expect(replies.allSatisfy { $0.rows == [[.text("SELECT name")]] })
        #expect(world.planner.calls == 2 && world.log.totals.cacheStored == 1)
        #expect(replies[4].answer.source == .cache)
    }

    @Test func `there is no money for a repair, and the refusal stands`() throws {
        let world = Self.world([.plan("SELECT nme"), .plan("SELECT name")]) {
            $0.budgets.global.day = Money(usd: "0.01")!
            $0.budgets.estimate = Money(usd: "0.008")!
        }
        #expect(try world.reply(to: .asking()).summary == "refused sql_unknown_table at guard")
        #expect(world.planner.calls == 1)
    }
}
