/// Why planners gave no plan, in the order in which their turns came.
struct PlanningFailures: Sendable {
    /// Why the first one did not: the reason why any answer there is now is second best.
    private(set) var first: RouterError?
    /// What the caller is told when none has a plan.
    ///
    /// A planner that was asked and failed is more telling than one for which there was no money, and that more than one that
    /// was not asked. Of those that failed the last one is told, of the others the one that can be asked soonest.
    private(set) var told = RouterError(.plannerUnavailable, at: .plan, "there is no planner")

    mutating func add(_ error: RouterError) {
        defer { if first == nil { first = error } }
        guard first != nil else {
            told = error
            return
        }
        let (rank, former) = (Self.rank(error), Self.rank(told))
        if rank != former {
            if rank > former { told = error }
        } else if rank == Self.failed || Self.comesSooner(error, told) {
            told = error
        }
    }

    private static let failed = 2

    private static func rank(_ error: RouterError) -> Int {
        if error.isForWantOfMoney { return 1 }
        return [.circuitOpen, .overloaded, .plannerStuck].contains(error.code) ? 0 : failed
    }

    private static func comesSooner(_ error: RouterError, _ other: RouterError) -> Bool {
        guard let wait = error.retryAfter else { return false }
        return other.retryAfter.map { wait < $0 } ?? true
    }
}

extension ErrorCode {
    /// Whether another planner may have a plan where one failed so. Not when the caller left or its time is over; nor when a
    /// provider or its model refused to answer, which is no failure: another one is not asked until one gives in.
    ///
    /// A request that a provider rejects is another planner's to try: its model may take a longer context.
    var isMendedByAnother: Bool {
        switch self {
        case .emptyReply, .proseReply, .malformedPlan, .invalidPlan, .surroundingText, .toolCallReply,
            .unknownFinishReason, .circuitOpen, .providerRateLimited, .providerFailed, .providerRejected,
            .providerCredentials, .providerNotFound, .providerUnreachable, .providerTimeout, .providerUnreadable,
            .providerRedirected, .plannerUnavailable, .plannerStuck, .plannerTimeout, .overloaded, .budgetExhausted,
            .requestTooLarge:
            true
        default: false
        }
    }
}
