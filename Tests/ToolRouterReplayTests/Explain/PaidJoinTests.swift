import Testing

@testable import ToolRouter
@testable import ToolRouterReplay

/// What is told of a call that another request had made.
struct PaidJoinTests {
    private static let usage = TokenUsage(input: 1_000, output: 100)
    private static let error = RouterError(.providerTimeout, at: .plan, "gave up")

    private static func failed(_ bill: Bill) -> AttemptOutcome {
        .failed(error, .metered(.timeout, usage), bill)
    }

    private static func replied(_ plan: Result<Plan, RouterError>) -> AttemptOutcome {
        .replied(.of(usage), .of(usage, "0.0035"), plan)
    }

    @Test(arguments: [
        (failed(.of(usage, "0.0035")), true, "paid here, 1000 + 100 tokens, 0.0035 USD: provider_timeout"),
        (failed(.of(usage, nil)), true, "paid here, cost unknown: provider_timeout"),
        (failed(.of(usage, "0.0035")), false, "no plan from that reply: provider_timeout"),
        (replied(.failure(error)), true, "paid here (1000 + 100 tokens, 0.0035 USD): provider_timeout"),
        (replied(.success(.count)), true, "paid here (1000 + 100 tokens, 0.0035 USD): who asked for it has left"),
        (replied(.success(.count)), false, "that reply, paid elsewhere"),
    ])
    func `whoever pays for it reads what it cost`(outcome: AttemptOutcome, pays: Bool, words: String) throws {
        let explanation = Explanation(of: "r-1")
        explanation.observe(
            RouterEvent(
                request: "r-1", at: InvariantStory.start,
                .joinEnded(RouterEvent.Kind.attempt, outcome, duration: .zero, pays: pays)))
        #expect(try #require(explanation.lines.first).contains(words), "\(explanation.lines)")
    }
}
