import Testing

@testable import ToolRouter
@testable import ToolRouterReplay

struct CallsAccountedForTests {
    private static let timeout = RouterError(.plannerTimeout, at: .plan, "")

    private static func cut(joined pays: Bool? = nil) -> RouterEvent.Kind {
        guard let pays else { return .attemptEnded(RouterEvent.Kind.attempt, .failed(timeout, nil), duration: .zero) }
        return .joinEnded(RouterEvent.Kind.attempt, .failed(timeout, nil), duration: .zero, pays: pays)
    }

    private static func shared(pays: Bool) -> RouterEvent.Kind {
        .joinEnded(
            RouterEvent.Kind.attempt, .replied(.of(nil), .of(nil, nil), .success(.count)), duration: .zero, pays: pays)
    }

    private static let askedOfBackup = RouterEvent.Kind.attemptStarted(
        PlannerAttempt(number: 1, planner: "backup", model: "model-b"))
    private static let lateReply = RouterEvent.Kind.lateReply(RouterEvent.Kind.attempt, .of(nil), .of(nil, nil))
    private static let lateFailure = RouterEvent.Kind.lateFailure(
        RouterEvent.Kind.attempt, .cancelled, .of(TokenUsage(), nil))

    private static func proposed(_ code: ErrorCode, _ failure: PlannerFailure? = nil) -> RouterEvent.Kind {
        var proposal = ShadowProposal(
            plan: .failure(RouterError(code, at: .shadow, "")), bill: .nothing, duration: .zero)
        proposal.failure = failure
        return .shadowEnded("candidate", proposal)
    }

    private static let lateCandidate = RouterEvent.Kind.lateShadowFailure("candidate", .cancelled, .nothing)

    /// What happens, and how many sums are wrong when all is over.
    static let rows: [(name: String, kinds: [RouterEvent.Kind], breaches: Int)] = [
        ("nothing", [], 0),
        ("a reply", [.asked, .replied(nil, nil)], 0),
        ("a failure", [.asked, .unanswered], 0),
        ("a late reply", [.asked, cut(), lateReply], 0),
        ("a late failure", [.asked, cut(), lateFailure], 0),
        ("left behind and forgotten", [.asked, cut()], 1),
        ("forgotten beside another one", [.asked, cut(), .asked, .replied(nil, nil)], 1),
        ("told twice", [.asked, cut(), lateReply, lateFailure], 1),
        ("made and never heard of", [.asked], 1),
        ("made at one planner and ended at another", [askedOfBackup, .unanswered], 2),
        ("one who joined answers for it", [.asked, cut(), shared(pays: true)], 0),
        ("one who joined does not pay", [.asked, .replied(nil, nil), shared(pays: false)], 0),
        ("left by all who joined", [.asked, cut(), cut(joined: true), lateFailure], 0),
        ("left by all and forgotten", [.asked, cut(), cut(joined: true)], 1),
        ("a candidate that was not asked", [proposed(.circuitOpen)], 0),
        ("a candidate that failed", [proposed(.providerTimeout, .timeout)], 0),
        ("a candidate left behind", [proposed(.plannerTimeout), lateCandidate], 0),
        ("a candidate left behind and forgotten", [proposed(.plannerTimeout)], 1),
        ("a candidate told twice", [proposed(.plannerTimeout), lateCandidate, lateCandidate], 1),
    ]

    @Test(arguments: rows.indices)
    func `breaks when a call has no end, or two`(number: Int) {
        let row = Self.rows[number]
        var invariant = CallsAccountedFor()
        for kind in row.kinds {
            let event = RouterEvent(request: "r-1", at: InvariantStory.start, kind)
            #expect(invariant.observe(event, after: nil) == nil)
        }
        let found = invariant.finish(ReplayOutcome(totals: Totals(), unanswered: [], audit: nil, budgets: nil))
        #expect(found.count == row.breaches, "\(row.name): \(found)")
    }
}
