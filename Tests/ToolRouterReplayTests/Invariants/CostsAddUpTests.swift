import Testing

@testable import ToolRouter
@testable import ToolRouterReplay

struct CostsAddUpTests {
    /// 0.0025 USD for input, 0.01 for output, of a thousand tokens; the others apart, so that none is taken for another.
    private static let prices = PriceCatalogue([
        PriceEntry(
            "model-a",
            prices: [
                DatedPrice(
                    Price(
                        input: Money(usd: "2.5")!, output: Money(usd: "10")!, cachedInput: Money(usd: "1.25")!,
                        cacheWrite: Money(usd: "3.75")!, longCacheWrite: Money(usd: "5")!, reasoning: Money(usd: "20")!)
                )
            ]),
        // A rate for the cache is missing, and a longer prompt costs more.
        PriceEntry(
            "model-b",
            prices: [
                DatedPrice(
                    Price(
                        PriceRates(input: Money(usd: "1e-6"), output: Money(usd: "2e-6")),
                        tiers: [PriceTier(above: 200, PriceRates(input: Money(usd: "3e-6")))])),
                DatedPrice(
                    Price(PriceRates(input: Money(usd: "5e-6"), output: Money(usd: "2e-6"))),
                    validFrom: InvariantStory.start + .seconds(60)),
            ]),
    ])
    private static let usage = TokenUsage(input: 1_000, output: 100)
    private static let full = TokenUsage(
        input: 1, cachedInput: 1, cacheWrite: 1, longCacheWrite: 1, output: 1, reasoning: 1)
    private static let cached = TokenUsage(cachedInput: 10)
    private static let long = TokenUsage(input: 100, cachedInput: 101)

    private static func late(_ cost: String?) -> RouterEvent.Kind {
        .lateReply(.init(number: 1, planner: "main", model: "model-a"), .of(usage), .of(usage, cost))
    }

    private static func proposed(_ cost: String?, _ model: String = "model-a") -> RouterEvent.Kind {
        var proposal = ShadowProposal(plan: .success(.count), bill: .of(usage, cost), duration: .zero)
        proposal.reply = .of(usage, model)
        return .shadowEnded("candidate", proposal)
    }

    private static func failedCandidate(_ failure: PlannerFailure, _ bill: Bill) -> RouterEvent.Kind {
        var proposal = ShadowProposal(
            plan: .failure(RouterError(failure, at: .shadow)), bill: bill, duration: .zero)
        proposal.failure = failure
        return .shadowEnded("candidate", proposal)
    }

    private static func answered(
        _ usage: TokenUsage, _ cost: String?, _ status: CostStatus = .exact
    ) -> RouterEvent.Kind {
        .answered(bill: .of(usage, cost, status))
    }

    private static func failed(_ failure: PlannerFailure, _ bill: Bill) -> RouterEvent.Kind {
        .attemptEnded(
            RouterEvent.Kind.attempt, .failed(RouterError(failure, at: .plan), failure, bill), duration: .zero)
    }

    private static func lateFailed(_ failure: PlannerFailure, _ bill: Bill) -> RouterEvent.Kind {
        .lateFailure(RouterEvent.Kind.attempt, failure, bill)
    }

    private static let unknown = Bill.of(TokenUsage(), nil)

    static let stories = [
        InvariantStory("one reply", .now(.arrived()), .now(.replied(usage, "0.0035")), .now(answered(usage, "0.0035"))),
        InvariantStory(
            "every kind of token", .now(.arrived()), .now(.replied(full, "0.0000425")),
            .now(answered(full, "0.0000425"))),
        InvariantStory("no reply", .now(.arrived()), .now(answered(TokenUsage(), "0"))),
        InvariantStory(
            "two replies", .now(.arrived()), .now(.replied(usage, "0.0035")), .now(.replied(usage, "0.0035")),
            .now(answered(usage + usage, "0.007"))),
        InvariantStory(
            "a reply that was not paid for", breaks: [2], .now(.arrived()), .now(.replied(usage, "0.0035")),
            .now(answered(TokenUsage(), "0"))),
        InvariantStory(
            "only the last reply was paid for", breaks: [3], .now(.arrived()), .now(.replied(usage, "0.0035")),
            .now(.replied(usage, "0.0035")), .now(answered(usage, "0.0035"))),
        InvariantStory(
            "the tokens, but not the money", breaks: [2], .now(.arrived()), .now(.replied(usage, "0.0035")),
            .now(answered(usage, "0.0034"))),
        InvariantStory(
            "a wrong price", breaks: [1], .now(.arrived()), .now(.replied(usage, "0.0036")),
            .now(answered(usage, "0.0036"))),
        InvariantStory(
            "a price for a model without one", breaks: [1], .now(.arrived()),
            .now(.replied(usage, "0", model: "unknown")), .now(answered(usage, "0"))),
        InvariantStory(
            "a model without a price", .now(.arrived()), .now(.replied(usage, nil, model: "unknown")),
            .now(.replied(usage, "0.0035")), .now(answered(usage + usage, "0.0035", .estimated))),
        InvariantStory(
            "the known part of a bill forgotten", breaks: [3], .now(.arrived()),
            .now(.replied(usage, nil, model: "unknown")), .now(.replied(usage, "0.0035")),
            .now(answered(usage + usage, nil))),
        InvariantStory(
            "a bill of a known and an unknown part taken for exact", breaks: [3], .now(.arrived()),
            .now(.replied(usage, nil, model: "unknown")), .now(.replied(usage, "0.0035")),
            .now(answered(usage + usage, "0.0035"))),
        InvariantStory(
            "a bucket without a rate", .now(.arrived()),
            .now(.replied(cached, "0.00001", .estimated, model: "model-b")),
            .now(answered(cached, "0.00001", .estimated))),
        InvariantStory(
            "a bucket without a rate taken for exact", breaks: [1], .now(.arrived()),
            .now(.replied(cached, "0.00001", model: "model-b")), .now(answered(cached, "0.00001"))),
        InvariantStory(
            "a long prompt", .now(.arrived()), .now(.replied(long, "0.000603", .estimated, model: "model-b")),
            .now(answered(long, "0.000603", .estimated))),
        InvariantStory(
            "a long prompt at the rate of a short one", breaks: [1], .now(.arrived()),
            .now(.replied(long, "0.000201", .estimated, model: "model-b")), .now(answered(long, "0.000201", .estimated))
        ),
        InvariantStory(
            "a price that changes while the request waits", .at(.seconds(59), .arrived()),
            .at(.seconds(61), .replied(usage, "0.0032", model: "model-b")),
            .at(.seconds(61), answered(usage, "0.0032"))),
        InvariantStory(
            "the price of a later day", breaks: [1], .at(.seconds(59), .arrived()),
            .at(.seconds(61), .replied(usage, "0.0052", model: "model-b")),
            .at(.seconds(61), answered(usage, "0.0052"))),
        InvariantStory(
            "the price of an earlier day", breaks: [1], .at(.seconds(60), .arrived()),
            .at(.seconds(61), .replied(usage, "0.0032", model: "model-b")),
            .at(.seconds(61), answered(usage, "0.0032"))),
        InvariantStory(
            "an unknown price taken for nothing", breaks: [2], .now(.arrived()),
            .now(.replied(usage, nil, model: "unknown")), .now(answered(usage, "0"))),
        InvariantStory(
            "a reply that does not say what it took", .now(.arrived()), .now(.replied(nil, nil)),
            .now(.replied(usage, "0.0035")), .now(answered(usage, "0.0035", .estimated))),
        InvariantStory(
            "a reply that does not say what it took, taken for free", breaks: [1, 2], .now(.arrived()),
            .now(.replied(nil, "0")), .now(answered(TokenUsage(), nil))),
        InvariantStory(
            "an answer taken for free though a reply does not say what it took", breaks: [2], .now(.arrived()),
            .now(.replied(nil, nil)), .now(answered(TokenUsage(), "0"))),
        InvariantStory(
            "a late reply that does not say what it took, taken for free", breaks: [0],
            .now(.lateReply(.init(number: 1, planner: "main", model: "model-a"), .of(nil), .of(nil, "0")))),
        InvariantStory(
            "a late reply is no part of the answer", .now(.arrived()), .now(answered(TokenUsage(), "0")),
            .at(.seconds(9), late("0.0035"))),
        InvariantStory("a late reply with a wrong bill", breaks: [0], .now(late("0.0034"))),
        InvariantStory(
            "a refused call is free", .now(.arrived()), .now(failed(.http(status: 503, retryAfter: nil), .nothing)),
            .now(answered(TokenUsage(), "0"))),
        InvariantStory(
            "a lost connection makes the answer's cost unknown", .now(.arrived()), .now(failed(.connection, unknown)),
            .now(answered(TokenUsage(), nil))),
        InvariantStory(
            "a lost connection taken for free", breaks: [1, 2], .now(.arrived()), .now(failed(.connection, .nothing)),
            .now(answered(TokenUsage(), nil))),
        InvariantStory(
            "a call that is said to have cost", .now(.arrived()),
            .now(failed(.metered(.timeout, usage), .of(usage, "0.0035"))), .now(answered(usage, "0.0035"))),
        InvariantStory(
            "a call that is said to have cost, taken for free", breaks: [1], .now(.arrived()),
            .now(failed(.metered(.timeout, usage), .nothing)), .now(answered(TokenUsage(), "0"))),
        InvariantStory("left behind and cancelled", .now(lateFailed(.cancelled, unknown))),
        InvariantStory("left behind and taken for free", breaks: [0], .now(lateFailed(.cancelled, .nothing))),
        InvariantStory(
            "a 2xx that can't be read, taken for free", breaks: [0],
            .now(lateFailed(.http(status: 200, retryAfter: nil), .nothing))),
        InvariantStory(
            "a refusal that is said to be unknown", breaks: [0],
            .now(lateFailed(.http(status: 429, retryAfter: nil), unknown))),
        InvariantStory("a candidate left behind", .now(.lateShadowFailure("candidate", .connection, unknown))),
        InvariantStory(
            "a candidate left behind and taken for free", breaks: [0],
            .now(.lateShadowFailure("candidate", .connection, .nothing))),
        InvariantStory("a candidate", .now(proposed("0.0035")), .now(proposed(nil, "unknown"))),
        InvariantStory("a candidate with a wrong bill", breaks: [0], .now(proposed("0.0034"))),
        InvariantStory(
            "a candidate's call that is said to have cost",
            .now(failedCandidate(.metered(.timeout, usage), .of(usage, "0.0035"))),
            .now(.lateShadowFailure("candidate", .metered(.connection, usage), .of(usage, "0.0035")))),
        InvariantStory(
            "a candidate's call that is said to have cost, of unknown cost", breaks: [0, 1],
            .now(failedCandidate(.metered(.timeout, usage), .of(usage, nil))),
            .now(.lateShadowFailure("candidate", .metered(.connection, usage), .of(usage, nil)))),
        InvariantStory(
            "a failed call of another model than the one that was asked", breaks: [1], .now(.arrived()),
            .now(failed(.metered(.timeout, usage, model: "model-b"), .of(usage, "0.0035"))),
            .now(lateFailed(.metered(.timeout, usage, model: "model-b"), .of(usage, "0.0032")))),
        InvariantStory(
            "a late candidate with a wrong bill", breaks: [0],
            .now(.lateShadowReply("candidate", .of(usage), .of(usage, "0")))),
    ]

    @Test(arguments: stories)
    func `breaks when a bill is not what its replies cost`(story: InvariantStory) {
        story.expect(of: CostsAddUp(prices: Self.prices, candidates: ["candidate": "model-a"]))
    }

    /// What totals forget, and how many sums are wrong then.
    @Test(arguments: [("nothing", -1, 0), ("a reply", 1, 2), ("a late reply", 3, 2), ("a candidate", 4, 1)])
    func `breaks at the end when the totals are not the sum`(row: (forgotten: String, step: Int, sums: Int)) {
        let story = InvariantStory(
            "a day", .now(.arrived()), .now(.replied(Self.usage, "0.0035")),
            .now(Self.answered(Self.usage, "0.0035")), .now(Self.late("0.0035")), .now(Self.proposed("0.0035")))
        var totals = Totals()
        for (number, step) in story.steps.enumerated() where number != row.step {
            totals.observe(RouterEvent(request: step.request, at: InvariantStory.start, step.kind))
        }
        let breaches = story.expect(
            of: CostsAddUp(prices: Self.prices, candidates: ["candidate": "model-a"]), finished: row.sums,
            totals: totals)
        #expect(breaches.allSatisfy { $0.request == nil })
    }

    @Test func `counts of tokens beyond what fits do not trap`() {
        let huge = TokenUsage(input: .max)
        let price = "23058430092136.9395175"
        InvariantStory(
            "huge", .now(.arrived()), .now(.replied(huge, price)), .now(.replied(huge, price)),
            .now(.answered(bill: .of(huge, "46116860184273.879035")))
        ).expect(of: CostsAddUp(prices: Self.prices, candidates: ["candidate": "model-a"]))
    }
}
