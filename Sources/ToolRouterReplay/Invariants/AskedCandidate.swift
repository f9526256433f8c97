import ToolRouter

/// The calls to one candidate that have not ended, as events tell of them.
///
/// That it is to be asked is told before it is known whether it can be; where it can't, its end is told at the same moment. So only
/// what was under way when a moment was over is held against a limit.
struct AskedCandidate {
    private var asked = 0
    private var leftBehind = 0
    private var latest = Timestamp(nanoseconds: .min)

    /// It is to be asked.
    mutating func start() { asked += 1 }

    /// It was asked, or was not.
    mutating func end(_ proposal: ShadowProposal) {
        asked -= 1
        if proposal.isLeftBehind { leftBehind += 1 }
    }

    /// A call that was left behind has ended.
    mutating func endLater() { leftBehind -= 1 }

    /// Goes on to another moment; says what is wrong with what was under way when the last one was over.
    mutating func advance(to now: Timestamp, by limits: PlannerCallLimits, _ name: PlannerName) -> Discrepancy? {
        guard now > latest else { return nil }
        latest = now
        if asked > limits.inFlight {
            return Discrepancy(
                expected: "at most \(limits.inFlight) calls in flight to candidate \(name)", found: "\(asked)")
        }
        // While as many were left behind as may be, no call starts.
        let most = limits.inFlight + limits.abandoned - 1
        return asked + leftBehind <= most
            ? nil
            : Discrepancy(
                expected: "at most \(most) calls to candidate \(name) that have not ended",
                found: "\(asked + leftBehind)")
    }
}
