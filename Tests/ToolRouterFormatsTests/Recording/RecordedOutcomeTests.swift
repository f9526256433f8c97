import Testing
import ToolRouter
import ToolRouterFormats

@Suite struct RecordedOutcomeTests {
    private static let usage = TokenUsage(input: 1, output: 2)

    @Test(
        arguments: [
            (
                .success(PlannerReply(text: "a", model: "m", usage: usage, finishReason: "stop")),
                .reply(content: "a", usage: usage, finishReason: "stop")
            ),
            (
                .failure(.http(status: 429, retryAfter: .seconds(1))),
                .error(.http(status: 429), retryAfter: .seconds(1))
            ),
            (.failure(.unreadable), .error(.http(status: 200), retryAfter: nil)),
            (.failure(.connection), .error(.connection, retryAfter: nil)),
            (.failure(.timeout), .error(.timeout, retryAfter: nil)),
            (
                .failure(.metered(.unreadable, usage, model: "m")),
                .error(.http(status: 200), retryAfter: nil, usage: usage)
            ),
            (.failure(.http(status: 0, retryAfter: nil)), nil), (.failure(.cancelled), nil),
            (.failure(.unavailable("")), nil),
        ] as [(Result<PlannerReply, PlannerFailure>, RecordedOutcome?)])
    func `what a planner said is recorded`(_ result: Result<PlannerReply, PlannerFailure>, _ outcome: RecordedOutcome?)
    {
        #expect(RecordedOutcome(result) == outcome)
    }
}
