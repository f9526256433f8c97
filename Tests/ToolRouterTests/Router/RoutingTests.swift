import RouterTesting
import Testing
import ToolRouter
import ToolRouterTools

struct RoutingTests {
    private static let rules = RuleSet([
        Rule(name: "manual", anyOf: ["manual"], tool: "docs", confidence: Ratio(millionths: 900_000)),
        Rule(name: "sure", anyOf: ["singers"], tool: .sql),
        Rule(name: "unsure", anyOf: ["weather"], tool: "docs", confidence: Ratio(millionths: 699_999)),
        Rule(name: "just sure", anyOf: ["concerts"], tool: "docs", confidence: Ratio(millionths: 700_000)),
    ])

    @Test(arguments: [
        ("a rule chooses its tool", "What does the MANUAL say?", "docs", "manual"),
        ("a rule without confidence is quite sure", "How many singers?", "sql", "sure"),
        ("a rule less sure than the threshold leaves it to the planner", "How is the weather?", "auto", nil),
        ("a rule as sure as the threshold chooses", "Which concerts?", "docs", "just sure"),
        ("no rule leaves it to the planner", "Who won?", "auto", nil),
        ("part of a word is no match", "Which manuals?", "auto", nil),
    ])
    func `rules route`(row: (name: String, question: String, choice: String, rule: String?)) throws {
        let world = ScriptedWorld(.plan()) { $0.rules = Self.rules }
        _ = try world.reply(to: .asking(row.question))
        let routes: [Route] = world.log.happenings(to: "r-0").compactMap {
            if case .routed(let route) = $0 { route } else { nil }
        }
        #expect(routes.map(\.choice) == [row.choice], "\(row.name)")
        #expect(routes.map(\.rule) == [row.rule])
        #expect(world.planner.inquiries.map(\.tool) == [row.choice == "auto" ? nil : ToolName(row.choice)])
    }

    @Test func `a rule for a tool that is not configured is a refusal`() throws {
        let world = ScriptedWorld(.plan()) { $0.rules = RuleSet([Rule(name: "r", anyOf: ["q"], tool: "rest")]) }
        let reply = try world.reply(to: .asking("q"))
        #expect(reply.summary == "refused tool_not_configured at route")
        #expect(reply.answer.outcome.error?.code.kind == .validationError)
        #expect(world.log.names(of: "r-0") == ["received", "limited", "routed", "rejected", "settled"])
        #expect(world.planner.calls == 0)
    }

    @Test func `a plan for a tool that is not configured is refused by no guard and runs nowhere`() throws {
        let world = ScriptedWorld(.text(#"{"tool":"rest","path":"/"}"#))
        let reply = try world.reply(to: .asking("q"))
        #expect(reply.summary == "refused tool_not_configured at guard")
        #expect(reply.answer.tool == "rest")
        #expect(world.tool.approvals == [])
        #expect(world.tool.runs == [])
    }

    @Test func `a database that is not known is a refusal before the planner is asked`() throws {
        let world = ScriptedWorld(.plan())
        let reply = try world.reply(to: .asking("q", database: "unknown"))
        #expect(reply.summary == "refused unknown_database at recall")
        #expect(world.planner.calls == 0)
    }

    @Test func `a question in the tool's own language needs neither planner nor cache`() throws {
        let world = ScriptedWorld(.plan())
        let replies = try world.replies(to: "SELECT 7", times: 2, every: .seconds(1))
        for (number, reply) in replies.enumerated() {
            #expect(reply.answer.source == .raw)
            #expect(reply.rows == [[.text("SELECT 7")]])
            #expect(reply.answer.bill.cost == .nothing)
            #expect(
                world.log.names(of: RequestID("r-\(number)")) == [
                    "received", "limited", "routed", "recalled", "planned", "approved", "ran", "settled",
                ])
        }
        #expect(world.log.recalls == [.notAsked, .notAsked])
        #expect(world.planner.calls == 0)
        #expect(world.tool.runs.count == 2)
    }

    @Test func `a question in the tool's own language passes the guard like any plan`() throws {
        let world = ScriptedWorld(.plan(), behaviours: ["SELECT 7": .refuse(.tableDenied)])
        let reply = try world.reply(to: .asking("SELECT 7"))
        #expect(reply.summary == "refused table_denied at guard")
        #expect(world.tool.runs == [])
    }
}
