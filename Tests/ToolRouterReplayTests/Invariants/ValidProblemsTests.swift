import Testing

@testable import ToolRouter
@testable import ToolRouterReplay

struct ValidProblemsTests {
    private static func failed(
        _ code: ErrorCode, at stage: Stage, _ detail: String = "what happened", hint: String? = nil,
        retryAfter: Duration? = nil
    ) -> RouterEvent.Kind {
        .failed(RouterError(code, at: stage, detail, hint: hint, retryAfter: retryAfter))
    }

    static let stories = [
        InvariantStory("a refusal of the guard", .now(.arrived()), .now(failed(.tableDenied, at: .guard))),
        InvariantStory(
            "a full limit", .now(.arrived()), .now(failed(.rateLimited, at: .admit, retryAfter: .seconds(1)))),
        InvariantStory("an answer", .now(.arrived()), .now(.answered())),
        InvariantStory("no detail", breaks: [1], .now(.arrived()), .now(failed(.tableDenied, at: .guard, ""))),
        InvariantStory(
            "an endless detail", breaks: [1], .now(.arrived()),
            .now(failed(.sqlFailed, at: .run, String(repeating: "x", count: 2_001)))),
        InvariantStory(
            "a long detail beyond ASCII", .now(.arrived()),
            .now(failed(.sqlFailed, at: .run, String(repeating: "é", count: 2_000)))),
        InvariantStory(
            "an empty hint", breaks: [1], .now(.arrived()), .now(failed(.tableDenied, at: .guard, hint: ""))),
        InvariantStory(
            "a stage that its class never comes from", breaks: [1], .now(.arrived()),
            .now(failed(.rateLimited, at: .guard, retryAfter: .seconds(1)))),
        InvariantStory(
            "a full limit without a time", breaks: [1], .now(.arrived()), .now(failed(.rateLimited, at: .admit))),
        InvariantStory(
            "an open circuit without a time", breaks: [1], .now(.arrived()), .now(failed(.circuitOpen, at: .plan))),
        InvariantStory(
            "a failure that is called a refusal", breaks: [1], .now(.arrived()),
            .now(.ended(.refused(RouterError(.sqlFailed, at: .run, "no"))))),
        InvariantStory(
            "a refusal that is called a failure", breaks: [1], .now(.arrived()),
            .now(.ended(.failed(RouterError(.tableDenied, at: .guard, "no"))))),
    ]

    @Test(arguments: stories)
    func `breaks when an error is no valid problem document`(story: InvariantStory) {
        story.expect(of: ValidProblems(CircuitBreakerConfiguration()))
    }

    private static func change(
        _ from: CircuitBreakerState, _ to: CircuitBreakerState, _ reason: CircuitBreakerTransition.Reason
    ) -> RouterEvent.Kind {
        .circuitChanged("main", .init(from, to, reason))
    }

    /// An open circuit that does not say until when, after some changes.
    @Test(arguments: [
        ("kept open from the start", CircuitBreakerMode.forcedOpen, [RouterEvent.Kind](), [Int]()),
        (
            "opened by an operator", .automatic,
            [.circuitOperated("main", .setMode(.forcedOpen)), change(.closed, .open, .operatorCommand)], []
        ),
        (
            "opened by failures, and then kept open by an operator", .automatic,
            [change(.closed, .open, .tooManyFailures), .circuitOperated("main", .setMode(.forcedOpen))], []
        ),
        (
            "kept open by an operator who lets go before the answer", .automatic,
            [
                .circuitOperated("main", .setMode(.forcedOpen)), .circuitRefused("main", retryAfter: nil),
                .circuitOperated("main", .setMode(.automatic)),
            ], [4]
        ),
        (
            "opened by an operator for a while", .automatic,
            [.circuitOperated("main", .open(for: .seconds(1))), change(.closed, .open, .operatorCommand)], [3]
        ),
        ("opened by failures", .automatic, [change(.closed, .open, .tooManyFailures)], [2]),
        (
            "opened again by a probe", .forcedOpen,
            [
                .circuitOperated("main", .probe), change(.open, .halfOpen, .operatorCommand),
                change(.halfOpen, .open, .probeFailed),
            ], [4]
        ),
    ])
    func `only an operator's circuit does not say until when it is open`(
        row: (name: String, mode: CircuitBreakerMode, changes: [RouterEvent.Kind], breaks: [Int])
    ) {
        var breaker = CircuitBreakerConfiguration()
        breaker.mode = row.mode
        let steps =
            ([RouterEvent.Kind.arrived()] + row.changes + [
                .circuitRefused("main", retryAfter: nil), Self.failed(.circuitOpen, at: .plan),
            ]).map(
                InvariantStory.Step.now)
        InvariantStory(row.name, breaks: row.breaks, steps).expect(of: ValidProblems(breaker))
    }

    @Test func `a breach never quotes what may hold a question`() {
        let question = String(repeating: "How many singers? ", count: 200)
        let breaches = InvariantStory(
            "long", breaks: [1], .now(.arrived()), .now(Self.failed(.sqlInvalid, at: .guard, question))
        ).expect(of: ValidProblems(CircuitBreakerConfiguration()))
        #expect(breaches.map(\.found) == ["3600"])
        #expect(!breaches[0].expected.contains("singers"))
    }

    @Test func `the contract knows the codes that there are, and what belongs to each`() {
        #expect(ProblemContract.codes == ErrorCode.allCases.map(\.rawValue).sorted())
        for code in ErrorCode.allCases {
            let stage = Stage.allCases.first { stage in
                let error = RouterError(code, at: stage, "no", retryAfter: .seconds(1))
                return ProblemContract.fault(in: ProblemMembers(ProblemDocument(error, request: "r"))) == nil
            }
            #expect(stage != nil, "\(code)")
        }
    }
}
