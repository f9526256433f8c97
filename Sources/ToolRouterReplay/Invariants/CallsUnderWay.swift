import ToolRouter

/// The calls to one planner that have not ended, as events tell of them.
///
/// A call ends a little before the event that tells so, at the same moment, and others start meanwhile. So only what was under way
/// when a moment was over is held against a limit.
struct CallsUnderWay {
    /// The calls that have not ended, those included that nobody waits for.
    private(set) var alive = 0
    /// The calls whose starters wait for them: no more than somebody waits for.
    private(set) var awaited = 0
    private var latest = Timestamp(nanoseconds: .min)

    /// A call starts.
    mutating func start() {
        alive += 1
        awaited += 1
    }

    /// Its starter waits no longer.
    mutating func end(_ outcome: AttemptOutcome) {
        awaited -= 1
        if outcome.isWord { alive -= 1 }
    }

    /// A call that its starter had left has ended.
    mutating func endLater() { alive -= 1 }

    /// Goes on to another moment; says what is wrong with what was under way when the last one was over.
    mutating func advance(to now: Timestamp, by limits: PlannerCallLimits, _ name: PlannerName) -> Discrepancy? {
        guard now > latest else { return nil }
        latest = now
        if awaited > limits.inFlight {
            return Discrepancy(
                expected: "at most \(limits.inFlight) calls in flight to planner \(name)", found: "\(awaited)")
        }
        // While as many were left behind as may be, no call starts.
        let most = limits.inFlight + limits.abandoned - 1
        return alive <= most
            ? nil
            : Discrepancy(expected: "at most \(most) calls to planner \(name) that have not ended", found: "\(alive)")
    }
}

extension AttemptOutcome {
    /// Whether the planner has said something, so that the call has ended.
    var isWord: Bool {
        switch self {
        case .replied: true
        case .failed(_, let failure, _): failure != nil
        }
    }
}
