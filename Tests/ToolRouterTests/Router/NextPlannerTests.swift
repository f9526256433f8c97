import RouterTesting
import Testing
import ToolRouterSimulation
import ToolRouterTools

@testable import ToolRouter

/// When a planner has no plan: who is asked next, and what the answer says of it.
struct NextPlannerTests {
    private static let backup = ScriptedReply.plan("SELECT 2")

    private static func world(
        _ script: [ScriptedReply], next: [ScriptedReply] = [backup], ttl: Duration? = .seconds(3_600),
        configure: (inout RouterConfiguration) -> Void = { _ in }
    ) -> ScriptedWorld {
        ScriptedWorld(script: script, next: [("backup", next)], ttl: ttl, configure: configure)
    }

    /// What the first planner says, how often it is asked, and whether the next one is.
    static let failures: [(name: String, script: ScriptedReply, calls: Int, isNextAsked: Bool)] = [
        ("fails", .http(503), 2, true),
        ("can't be reached", .failure(.connection), 2, true),
        ("has an account that is not let in", .http(401), 1, true),
        ("does not know the model", .http(404), 1, true),
        ("rejects the request, as too long, say", .http(400), 1, true),
        ("asks too often and says nothing of when", .http(429), 2, true),
        ("asks too often, for no longer than a pause of ours", .http(429, retryAfter: .milliseconds(400)), 2, true),
        ("asks too often, for long", .http(429, retryAfter: .seconds(5)), 1, true),
        ("is given up by its provider", .failure(.timeout), 1, true),
        ("hangs", .hang, 1, true),
        ("answers with what can't be read", .failure(.unreadable), 2, true),
        ("can't be asked at all", .failure(.unavailable("no recording")), 1, true),
        ("replies with prose", .text("Sorry!"), 1, true),
        ("replies with nothing", .text(""), 1, true),
        ("replies with half a plan", .text(#"{"tool":"sql","sql":"SEL"#, finishReason: "length"), 1, true),
        ("ends for a reason nobody knows", .text("{}", finishReason: "whim"), 1, true),
        ("refuses to answer", .text("", finishReason: "content_filter"), 1, false),
        ("has a plan", .plan(), 1, false),
        ("has a plan that it is not sure of", .plan(confidence: "0.1"), 1, false),
        ("finds no tool", .text(#"{"tool":"none"}"#), 1, false),
        ("has a plan that the guard refuses", .plan("DROP"), 1, false),
    ]

    @Test(arguments: failures.indices)
    func `the next planner is asked, or is not, when the first`(number: Int) throws {
        let row = Self.failures[number]
        let world = Self.world([row.script])
        world.tool.set("DROP", .refuse(.sqlNotReadOnly))
        let reply = try world.reply(to: .asking())
        #expect(world.planner.calls == row.calls, "\(row.name)")
        #expect(world.next[0].calls == (row.isNextAsked ? 1 : 0), "\(row.name)")
        #expect((reply.rows == [[.text("SELECT 2")]]) == row.isNextAsked, "\(row.name)")
        guard row.isNextAsked else { return }
        #expect(reply.answer.planner == "backup" && reply.answer.source == .planner)
        #expect(reply.answer.degraded == .plannerFailed)
        let totals = world.log.totals
        #expect(totals.degraded[.plannerFailed] == 1 && totals.passedOver == 1)
        #expect(totals.planners["main"]?.attempts == row.calls && totals.planners["backup"]?.attempts == 1)
    }

    @Test func `an answer of the first planner says so and is not degraded`() throws {
        let answer = try Self.world([.plan()]).reply(to: .asking()).answer
        #expect(answer.planner == "main" && answer.degraded == nil)
    }

    @Test func `an open circuit is passed over at once, and each planner has its own`() throws {
        let world = Self.world([.http(503)], ttl: nil) { $0.retry.retries = 0 }
        let replies = try world.replies(to: "How many?", times: 7, every: .seconds(1))
        #expect(replies.allSatisfy { $0.answer.planner == "backup" })
        #expect(world.planner.calls == 5 && world.next[0].calls == 7)
        #expect(replies[6].answer.degraded == .circuitOpen)
        #expect(replies[6].latency == .milliseconds(830))
        #expect(
            world.log.names(of: "r-6") == [
                "received", "limited", "routed", "recalled", "circuitRefused", "passedOn", "attemptStarted",
                "attemptEnded", "planned", "approved", "ran", "settled",
            ])
        #expect(world.router.circuits().map(\.circuit) == [.planner("main"), .planner("backup")])
        #expect(world.log.circuitChanges == [.open])
        #expect(world.log.totals.planners["main"]?.circuitRefusals == 2)
    }

    @Test func `when no planner has a plan, the last one that was asked says why`() throws {
        let rows: [(name: String, script: [ScriptedReply], next: [ScriptedReply], code: ErrorCode)] = [
            ("both fail", [.http(503)], [.http(401)], .providerCredentials),
            ("the second refuses", [.http(503)], [.text("", finishReason: "refusal")], .contentFiltered),
            ("both hang", [.hang], [.hang], .deadlineExceeded),
        ]
        for row in rows {
            let world = Self.world(row.script, next: row.next)
            #expect(try world.reply(to: .asking()).answer.outcome.error?.code == row.code, "\(row.name)")
        }
    }

    @Test func `when both circuits are open, the caller is told of the sooner one`() throws {
        let world = Self.world([.plan()])
        let reply = try world.replies(to: [
            .init(at: .zero, request: .asking()) { world in
                #expect(world.router.operate(.open(for: .seconds(60)), on: .planner("main"), for: "o") == .done)
                #expect(world.router.operate(.open(for: .seconds(20)), on: .planner("backup"), for: "o") == .done)
                #expect(world.router.operate(.reset, on: .planner("other"), for: "o") == .noSuchCircuit)
            }
        ])[0]
        #expect(reply.answer.outcome.error?.code == .circuitOpen)
        #expect(reply.answer.outcome.error?.retryAfter == .seconds(20) + .nanoseconds(1))
    }

    @Test func `a planner that holds too many calls is passed over`() throws {
        let world = Self.world([.plan()], ttl: nil) { $0.plannerCalls.inFlight = 1 }
        let replies = try world.replies(to: [
            .init(at: .zero, request: .asking("a", id: "r-0")), .init(at: .zero, request: .asking("b", id: "r-1")),
            .init(at: .zero, request: .asking("c", id: "r-2")),
        ])
        #expect(replies.map(\.answer.planner) == ["main", "backup", nil])
        #expect(replies[2].summary == "refused overloaded at plan")
    }

    @Test func `when no planner has a plan, a rule stands in`() throws {
        let rule = Rule(name: "singers", allOf: ["singers"], sql: "SELECT 9")
        let world = Self.world([.http(503)], next: [.http(503)]) { $0.rules = RuleSet([rule]) }
        let answer = try world.reply(to: .asking()).answer
        #expect(answer.source == .rules && answer.planner == nil && answer.degraded == .plannerFailed)
    }

    @Test func `a caller who leaves is not planned for elsewhere`() throws {
        let world = Self.world([.hang])
        let reply = try world.reply(to: .asking(), hangsUpAfter: .seconds(1))
        #expect(reply.summary == "failed cancelled at plan" && world.next[0].calls == 0)
    }

    @Test func `both planners' calls are on the bill and in the sums`() throws {
        let world = Self.world([.text("Sorry!")], next: [.text(#"{"tool":"sql","sql":"SELECT 2"}"#, model: "model-a")])
        #expect(try world.reply(to: .asking()).answer.bill.cost.amount == Money(usd: "0.007"))
        #expect(world.log.totals.cost == Money(usd: "0.007"))
    }

    @Test func `the record names the planner whose plan it is`() throws {
        let audit = InMemoryAuditLog(keeping: 10)
        let world = ScriptedWorld(script: [.http(401)], next: [("backup", [Self.backup])], audit: audit)
        _ = try world.reply(to: .asking())
        let courses = audit.records.compactMap { record in
            if case .answer(let answer, let course) = record.kind { (course.planner, answer.degraded) } else { nil }
        }
        #expect(courses.count == 1 && courses[0] == ("backup", .plannerFailed))
    }
}
