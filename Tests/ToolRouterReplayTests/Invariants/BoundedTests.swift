import Testing
import ToolRouterFormats

@testable import ToolRouter
@testable import ToolRouterReplay

struct BoundedTests {
    private typealias Step = InvariantStory.Step

    private static var bounds: Bounded.Bounds {
        var cache = CacheSettings()
        (cache.entries, cache.bytes) = (2, 1_000)
        return Bounded.Bounds(
            requests: 2, plannerCalls: PlannerCallLimits(inFlight: 1, abandoned: 2),
            candidateCalls: PlannerCallLimits(inFlight: 1, abandoned: 1), candidates: ["wide": 2], cache: cache)
    }

    private static let left = RouterEvent.Kind.attemptEnded(
        RouterEvent.Kind.attempt, .failed(RouterError(.plannerTimeout, at: .plan, ""), nil), duration: .zero)
    private static let lateFailure = RouterEvent.Kind.lateFailure(
        RouterEvent.Kind.attempt, .cancelled, .of(TokenUsage(), nil))

    private static func admitted(_ after: Duration, _ id: RequestID) -> [Step] {
        [.at(after, id, .arrived(id)), .at(after, id, .limited(.unlimited))]
    }

    private static func asks(_ after: Duration, _ id: RequestID) -> [Step] {
        [.at(after, id, .arrived(id)), .at(after, id, .asked)]
    }

    private static func proposed(_ code: ErrorCode) -> RouterEvent.Kind {
        .shadowEnded(
            "candidate",
            ShadowProposal(plan: .failure(RouterError(code, at: .shadow, "")), bill: .nothing, duration: .zero))
    }

    private static func shadow(_ after: Duration, _ id: RequestID, _ name: PlannerName = "candidate") -> Step {
        .at(after, id, .shadowStarted(name))
    }

    static let stories: [InvariantStory] = [
        InvariantStory(
            "as many requests as configured",
            admitted(.zero, "r-1") + admitted(.zero, "r-2") + [.at(.seconds(1), "r-1", .answered(to: "r-1"))]
                + admitted(.seconds(1), "r-3")),
        InvariantStory(
            "one request too many", breaks: [5],
            admitted(.zero, "r-1") + admitted(.zero, "r-2") + admitted(.seconds(1), "r-3")),
        InvariantStory(
            "requests that are refused for want of room",
            admitted(.zero, "r-1") + admitted(.zero, "r-2") + [
                .at(.zero, "r-3", .arrived("r-3")),
                .at(.zero, "r-3", .rejected(RouterError(.overloaded, at: .admit, ""))),
            ]),
        InvariantStory(
            "one call too many", breaks: [4],
            asks(.zero, "r-1") + asks(.zero, "r-2") + [.at(.seconds(1), "r-1", .replied(nil, nil))]),
        InvariantStory(
            "a call that starts as another one ends",
            asks(.zero, "r-1") + asks(.seconds(1), "r-2") + [
                .at(.seconds(1), "r-1", .replied(nil, nil)), .at(.seconds(2), "r-2", .replied(nil, nil)),
            ]),
        InvariantStory(
            "a call beside one left behind",
            asks(.zero, "r-1") + [.at(.seconds(1), "r-1", left)] + asks(.seconds(1), "r-2")
                + [.at(.seconds(2), "r-2", .replied(nil, nil))]),
        InvariantStory(
            "too many left behind", breaks: [8],
            asks(.zero, "r-1") + [.at(.seconds(1), "r-1", left)] + asks(.seconds(1), "r-2")
                + [.at(.seconds(2), "r-2", left)] + asks(.seconds(2), "r-3")
                + [.at(.seconds(3), "r-3", .replied(nil, nil))]),
        InvariantStory(
            "one left behind that has ended",
            asks(.zero, "r-1") + [.at(.seconds(1), "r-1", left)] + asks(.seconds(1), "r-2")
                + [.at(.seconds(2), "r-2", left), .at(.seconds(2), "r-1", lateFailure)] + asks(.seconds(2), "r-3")
                + [.at(.seconds(3), "r-3", .replied(nil, nil))]),
        InvariantStory(
            "one call of a candidate too many", breaks: [2], shadow(.zero, "r-1"), shadow(.zero, "r-2"),
            shadow(.seconds(1), "r-3")),
        InvariantStory(
            "a candidate that is too busy to be asked", shadow(.zero, "r-1"), shadow(.zero, "r-2"),
            .at(.zero, "r-2", proposed(.overloaded)), .at(.seconds(1), "r-1", proposed(.providerFailed))),
        InvariantStory(
            "a candidate with a number of its own", shadow(.zero, "r-1", "wide"), shadow(.zero, "r-2", "wide"),
            shadow(.seconds(1), "r-3", "wide")),
        InvariantStory(
            "two calls of a candidate left behind", breaks: [3, 4], shadow(.zero, "r-1"),
            .at(.seconds(1), "r-1", proposed(.plannerTimeout)), shadow(.seconds(1), "r-2"),
            .at(.seconds(2), "r-2", proposed(.plannerTimeout)), shadow(.seconds(3), "r-3")),
    ]

    @Test(arguments: stories)
    func `more than configured is held at no moment`(_ story: InvariantStory) {
        story.expect(of: Bounded(Self.bounds))
    }

    private static func standing(_ change: (inout RouterStanding) -> Void) -> RouterStanding {
        var standing = RouterStanding(planners: ["main"])
        change(&standing)
        return standing
    }

    private static let ends: [(name: String, standing: RouterStanding, breaches: Int)] = [
        ("nothing", standing { _ in }, 0),
        ("a request", standing { $0.load.requests = 1 }, 1),
        ("a call", standing { $0.load.plannerCalls = 1 }, 1),
        ("a call left behind", standing { $0.load.abandonedPlannerCalls = 1 }, 1),
        ("a tool's call", standing { $0.load.toolCalls = 1 }, 1),
        ("a call to join", standing { $0.load.sharedCalls = 1 }, 1),
        ("a full cache", standing { $0.cache = AnswerStoreSize(answers: 2, bytes: 1_000) }, 0),
        ("an answer too many", standing { $0.cache = AnswerStoreSize(answers: 3, bytes: 1_000) }, 1),
        ("a byte too many", standing { $0.cache = AnswerStoreSize(answers: 2, bytes: 1_001) }, 1),
    ]

    @Test(arguments: ends)
    func `nothing is held at the end`(row: (name: String, standing: RouterStanding, breaches: Int)) {
        let board = InvariantBoard([Bounded(Self.bounds)], start: InvariantStory.start)
        board.finish(totals: Totals(), standing: row.standing)
        #expect(board.findings.count(of: "bounded") == row.breaches, "\(row.name): \(board.findings.breaches)")
    }

    @Test func `what a request holds that never ended is told by another invariant`() {
        let board = InvariantBoard([Bounded(Self.bounds)], start: InvariantStory.start)
        for kind in [RouterEvent.Kind.arrived(), .limited(.unlimited), .asked] {
            board.observe(RouterEvent(request: "r-1", at: InvariantStory.start, kind))
        }
        board.finish(
            totals: Totals(),
            standing: Self.standing {
                $0.load.requests = 1
                $0.load.plannerCalls = 1
            })
        #expect(!board.findings.isBroken)
    }
}
