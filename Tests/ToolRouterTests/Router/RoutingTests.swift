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

    private static func docs(_ weight: Int) -> Rule {
        Rule(name: "docs", anyOf: ["manual"], weight: weight, tool: "docs")
    }

    @Test(arguments: [
        ("the heavier rule chooses", 3, 0, "docs", "docs"), ("as far as the margin", 3, 2, "docs", "docs"),
        ("closer than the margin", 3, 3, "auto", nil), ("equal and no margin", 1, 0, "sql", "singers"),
    ])
    func `rules for different tools that are close leave it to the planner`(
        row: (name: String, weight: Int, margin: Int, choice: String, rule: String?)
    ) throws {
        let world = ScriptedWorld(.plan()) { configuration in
            configuration.rules = RuleSet([
                Rule(name: "singers", anyOf: ["singers"], tool: .sql), Self.docs(row.weight),
            ])
            configuration.rulesMargin = row.margin
        }
        _ = try world.reply(to: .asking("Which singers are in the manual?"))
        let route = try #require(Self.routes(world).first)
        #expect(route.choice == row.choice && route.rule == row.rule, "\(row.name)")
        #expect(route.doubt == (row.rule == nil ? .closeRival : nil))
        let scores = [route.match?.winner, route.match?.runnerUp].map { $0?.score }
        #expect(scores == [row.weight, 1])
        #expect(world.planner.inquiries.map(\.tool) == [row.choice == "auto" ? nil : ToolName(row.choice)])
    }

    private static func routes(_ world: ScriptedWorld) -> [Route] {
        world.log.happenings(to: "r-0").compactMap { if case .routed(let route) = $0 { route } else { nil } }
    }

    private static func answering(_ answers: RuleAnswers, confidence: Int64 = 900_000) throws -> Rule {
        Rule(
            name: "age", patterns: [try RulePattern("older than {age:integer}")],
            confidence: Ratio(millionths: confidence), answers: answers, sql: "SELECT :age")
    }

    @Test func `a rule that answers first asks neither planner nor cache`() throws {
        let world = ScriptedWorld(.plan()) { $0.rules = RuleSet([try! Self.answering(.first)]) }
        let replies = try world.replies(to: "Which singers are older than 40?", times: 2, every: .seconds(1))
        for (number, reply) in replies.enumerated() {
            #expect(reply.answer.source == .rules)
            #expect(reply.answer.degraded == nil)
            #expect(
                reply.answer.plan
                    == Plan(
                        sql: "SELECT :age", parameters: ["age": .number("40")], confidence: Ratio(millionths: 900_000)))
            #expect(reply.answer.bill.cost == .nothing)
            #expect(
                world.log.names(of: RequestID("r-\(number)")) == [
                    "received", "limited", "routed", "recalled", "planned", "approved", "ran", "settled",
                ])
        }
        #expect(world.log.recalls == [.notAsked, .notAsked])
        #expect(world.planner.calls == 0)
    }

    @Test(arguments: [
        ("one that stands in", RuleAnswers.fallback, 900_000, "Which singers are older than 40?", "sql"),
        ("one that is not sure", .first, 600_000, "Which singers are older than 40?", "auto"),
        ("one that does not match", .first, 900_000, "Which singers are older than that?", "auto"),
    ])
    func `any other rule leaves the plan to the planner`(
        row: (name: String, answers: RuleAnswers, confidence: Int64, question: String, choice: String)
    ) throws {
        let world = ScriptedWorld(.plan()) {
            $0.rules = RuleSet([try! Self.answering(row.answers, confidence: row.confidence)])
        }
        let reply = try world.reply(to: .asking(row.question))
        #expect(reply.answer.source == .planner, "\(row.name)")
        #expect(Self.routes(world).map(\.choice) == [row.choice])
        #expect(world.planner.calls == 1)
    }

    @Test func `a rule for no tool asks back at once`() throws {
        let world = ScriptedWorld(.plan()) {
            $0.rules = RuleSet([
                Rule(name: "singers", anyOf: ["singers"], sql: "SELECT 1"),
                .askingBack(name: "writes", anyOf: ["delete"], weight: 10),
            ])
        }
        let reply = try world.reply(to: .asking("Delete all singers"))
        #expect(reply.summary == "clarification")
        #expect(Self.routes(world).map(\.choice) == ["none"])
        #expect(world.planner.calls == 0)
        #expect(world.tool.approvals == [])
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
