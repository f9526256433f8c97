import RouterTesting
import Testing
import ToolRouter
import ToolRouterSimulation
import ToolRouterTools

/// Everything that is under way has a bound, and what is beyond it is refused at once.
struct LoadTests {
    private static func arrivals(_ count: Int, question: @escaping (Int) -> String = { "q \($0)" })
        -> [ScriptedWorld.Arrival]
    {
        (0..<count).map { .init(at: .zero, request: .asking(question($0), id: RequestID("r-\($0)"))) }
    }

    @Test func `so many requests and no more are under way`() throws {
        let world = ScriptedWorld(script: [.plan()], ttl: nil) { $0.maximumRequestsInFlight = 3 }
        let replies = try world.replies(
            to: Self.arrivals(5) + [.init(at: .seconds(10), request: .asking(id: "later"))])
        #expect(replies[..<3].allSatisfy { $0.summary == "answered" })
        #expect(replies[3...4].allSatisfy { $0.summary == "refused overloaded at admit" && $0.latency == .zero })
        #expect(replies[3].answer.outcome.error?.retryAfter == .seconds(1))
        #expect(replies[3].answer.outcome.error?.code.status == 503)
        #expect(replies[5].summary == "answered", "who is done makes room")
        #expect(world.planner.calls == 4)
        #expect(world.log.names(of: "r-3") == ["received", "rejected", "settled"])
    }

    @Test func `the default lets 1,000 requests and 256 calls in`() {
        #expect(RouterConfiguration().maximumRequestsInFlight == 1_000)
        #expect(RouterConfiguration().plannerCalls == PlannerCallLimits(inFlight: 256, abandoned: 64))
        #expect(RouterConfiguration().candidateCalls == PlannerCallLimits(inFlight: 16, abandoned: 64))
    }

    @Test func `a planner holds so many calls and no more, and those who join a call make none`() throws {
        let world = ScriptedWorld(script: [.plan()]) { $0.plannerCalls.inFlight = 2 }
        let replies = try world.replies(to: Self.arrivals(6) { "q \(min($0, 2) == $0 ? $0 : 0)" })
        #expect(
            replies.map(\.summary) == ["answered", "answered", "refused overloaded at plan"]
                + Array(repeating: "answered", count: 3))
        #expect(replies[2].latency == .zero)
        #expect(replies[2].answer.outcome.error?.retryAfter == .seconds(1))
        #expect(world.planner.calls == 2)
        #expect(world.log.names(of: "r-2").contains("attemptRefused"))
        #expect(world.log.circuitChanges == [], "a busy planner is not a failing one")
    }

    @Test func `while the planner is busy, a rule stands in`() throws {
        let rule = Rule(name: "r", anyOf: ["singers"], sql: "SELECT 9")
        let world = ScriptedWorld(script: [.plan()]) { configuration in
            configuration.plannerCalls.inFlight = 1
            configuration.rules = RuleSet([rule])
        }
        let replies = try world.replies(
            to: Self.arrivals(1) + [.init(at: .zero, request: .asking("all singers?", id: "second"))])
        #expect(replies[1].answer.source == .rules)
        #expect(replies[1].answer.degraded == .plannerFailed)
    }

    @Test func `a busy candidate is a comparison without a plan, and delays nothing`() throws {
        let world = ScriptedWorld(
            script: [.plan()], candidates: [("candidate", [.plan(after: .seconds(5))], .one)], ttl: nil
        ) { $0.candidateCalls.inFlight = 2 }
        let replies = try world.replies(to: Self.arrivals(5))
        #expect(replies.allSatisfy { $0.summary == "answered" && $0.latency == .milliseconds(830) })
        let proposals = world.log.events.compactMap { event -> ShadowProposal? in
            if case .shadowEnded(_, let proposal) = event.kind { proposal } else { nil }
        }
        let codes = proposals.map { proposal -> ErrorCode? in
            if case .failure(let error) = proposal.plan { error.code } else { nil }
        }
        #expect(codes.count == 5)
        #expect(codes.count { $0 == .overloaded } == 3)
        #expect(world.candidates[0].calls == 2)
    }

    @Test func `a tool that keeps its calls is left with 64 of them`() throws {
        let scheduler = SimulatedScheduler(start: ScriptedWorld.start)
        let log = EventLog()
        var configuration = RouterConfiguration()
        configuration.deadline = .seconds(1)
        let router = Router(
            configuration: configuration, scheduler: scheduler,
            planner: ScriptedPlanner([.plan()], scheduler: scheduler),
            tools: [HangingTool(at: .run, scheduler: scheduler)], store: nil, observer: log)
        try scheduler.run {
            for number in 0..<66 {
                let answer = await router.answer(.asking("SELECT \(number)", id: RequestID("r-\(number)")))
                let code = number < 64 ? ErrorCode.deadlineExceeded : .overloaded
                #expect(answer.outcome.error?.code == code, "\(number)")
                #expect(answer.outcome.error?.stage == .run)
            }
        }
        #expect(router.load.toolCalls == 64)
        #expect(router.load.requests == 0)
    }
}
