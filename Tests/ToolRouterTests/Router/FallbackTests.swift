import RouterTesting
import Testing
import ToolRouter
import ToolRouterTools

struct FallbackTests {
    private static let rule = Rule(
        name: "singer count", allOf: ["singers"], anyOf: ["how many"], sql: "SELECT count(*) FROM singer")

    @Test(arguments: [
        ("rejects the request", ScriptedReply.http(400)),
        ("fails again and again", .http(503)),
        ("replies with prose", .text("Sorry!")),
        ("is stopped by the content filter", .text("", finishReason: "content_filter")),
        ("hangs for ever", .hang),
    ])
    func `a rule's plan answers when the planner`(row: (name: String, script: ScriptedReply)) throws {
        let world = ScriptedWorld(row.script) { configuration in
            configuration.rules = RuleSet([Self.rule])
            configuration.deadline = .seconds(60)
        }
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "answered", "\(row.name)")
        #expect(reply.answer.source == .rules)
        #expect(reply.answer.degraded == .plannerFailed)
        #expect(reply.rows == [[.text("SELECT count(*) FROM singer")]])
        #expect(
            world.log.names(of: "r-0").filter { $0 != "lateFailure" }.suffix(5) == [
                "fellBack", "planned", "approved", "ran", "settled",
            ])
        #expect(world.log.totals.degraded[.plannerFailed] == 1)
        #expect(world.log.totals.sources[.rules] == 1)
    }

    @Test(arguments: [
        ("a tenth of a short deadline", 5, 4_500),
        ("at most a second", 30, 29_000),
    ])
    func `where a rule can stand in, planning leaves it time`(row: (name: String, deadline: Int64, answered: Int64))
        throws
    {
        let world = ScriptedWorld(.hang, toolDuration: .zero) { configuration in
            configuration.rules = RuleSet([Self.rule])
            configuration.attemptTimeout = .seconds(60)
        }
        let reply = try world.reply(to: .asking(deadline: .seconds(row.deadline)))
        #expect(reply.summary == "answered", "\(row.name)")
        #expect(reply.answer.source == .rules)
        #expect(reply.latency == .milliseconds(row.answered))
    }

    @Test func `where no rule can, the planner has all the time there is`() throws {
        let world = ScriptedWorld(.hang) { $0.attemptTimeout = .seconds(60) }
        let reply = try world.reply(to: .asking(deadline: .seconds(5)))
        #expect(reply.summary == "failed deadline_exceeded at plan")
        #expect(reply.latency == .seconds(5))
    }

    @Test func `an answer says when the circuit was open`() throws {
        let world = ScriptedWorld(.http(503)) { configuration in
            configuration.rules = RuleSet([Self.rule])
            configuration.retry.retries = 0
        }
        let replies = try world.replies(to: "How many singers?", times: 6, every: .seconds(1))
        #expect(
            replies.map(\.answer.degraded) == [
                .plannerFailed, .plannerFailed, .plannerFailed, .plannerFailed, .plannerFailed, .circuitOpen,
            ])
        #expect(replies.allSatisfy { $0.answer.source == .rules })
        #expect(replies[5].latency == .milliseconds(30))
    }

    @Test func `what an unusable reply cost stays on the bill`() throws {
        let world = ScriptedWorld(.text("Sorry!")) { $0.rules = RuleSet([Self.rule]) }
        #expect(try world.reply(to: .asking()).answer.bill.cost.amount == Money(usd: "0.0035"))
    }

    @Test(arguments: [
        ("there is no rule", []),
        ("no rule matches", [Rule(name: "r", anyOf: ["weather"], sql: "SELECT 9")]),
        ("the rule that matches has no statement", [Rule(name: "r", anyOf: ["singers"], tool: .sql)]),
    ])
    func `the error itself is the answer when`(row: (name: String, rules: [Rule])) throws {
        let world = ScriptedWorld(.http(400)) { $0.rules = RuleSet(row.rules) }
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "failed provider_rejected at plan", "\(row.name)")
        #expect(reply.answer.plan == nil)
        #expect(reply.answer.source == nil)
        #expect(reply.answer.degraded == nil)
        #expect(world.tool.runs == [])
    }

    @Test func `the first matching rule with a statement stands in, even behind one without`() throws {
        let world = ScriptedWorld(.http(400)) { configuration in
            configuration.rules = RuleSet([
                Rule(name: "router", anyOf: ["singers"], tool: .sql), Self.rule,
                Rule(name: "later", anyOf: ["singers"], sql: "SELECT 9"),
            ])
        }
        #expect(try world.reply(to: .asking()).answer.plan?.sql == Self.rule.sql)
    }

    @Test func `what a pattern captured is in the plan that stands in`() throws {
        let world = ScriptedWorld(.http(400)) { configuration in
            configuration.rules = RuleSet([
                Rule(
                    name: "city", patterns: [try! RulePattern("singers from {city...}")],
                    sql: "SELECT ':no' FROM singer WHERE city = :city AND owner = :user")
            ])
        }
        let reply = try world.reply(to: .asking("How many singers from Le Mans?"))
        #expect(reply.answer.source == .rules && reply.answer.degraded == .plannerFailed)
        #expect(reply.answer.plan?.arguments[Plan.parametersKey] == .object(["city": .string("Le Mans")]))
    }

    @Test func `a rule's plan passes the guard too`() throws {
        let world = ScriptedWorld(.http(400), behaviours: [Self.rule.sql!: .refuse(.tableDenied)]) {
            $0.rules = RuleSet([Self.rule])
        }
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "refused table_denied at guard")
        #expect(reply.answer.degraded == .plannerFailed)
        #expect(reply.answer.source == .rules)
        #expect(world.tool.approvals == [Self.rule.sql!])
        #expect(world.tool.runs == [])
    }

    @Test func `a rule that is not sure enough asks back`() throws {
        var unsure = Self.rule
        unsure.confidence = Ratio(millionths: 699_999)
        let world = ScriptedWorld(.http(400)) { $0.rules = RuleSet([unsure]) }
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "clarification")
        #expect(world.tool.runs == [])
    }

    @Test func `a planner that recovers answers again`() throws {
        let world = ScriptedWorld(.http(400), .plan("SELECT 2")) { $0.rules = RuleSet([Self.rule]) }
        let replies = try world.replies(to: "How many singers?", times: 3, every: .seconds(1))
        #expect(replies.map(\.answer.source) == [.rules, .planner, .cache])
        #expect(replies.map(\.answer.degraded) == [.plannerFailed, nil, nil])
    }
}
