import ToolRouter

extension TrailStep {
    /// The steps that `events` of one request tell of, in order: one for each that has words, lasting until the next.
    ///
    /// - Parameter end: when the answer was there.
    static func steps(of events: [RouterEvent], until end: Timestamp) -> [TrailStep] {
        guard let start = events.first?.at else { return [] }
        let told = events.compactMap { event in event.kind.step.map { (event.at, $0) } }
        // An event tells of what has just ended: its step began with the one before.
        var steps: [TrailStep] = []
        var before = start
        for (at, (stage, what)) in told {
            steps.append(TrailStep(stage: stage, at: before - start, took: at - before, what: what))
            before = at
        }
        if let last = steps.indices.last, end > before { steps[last].took = steps[last].took + (end - before) }
        return steps
    }
}

extension RouterEvent.Kind {
    /// The stage and the words for a person; nil for what is of no interest to those who ask. Nothing of a planner's own
    /// words is in it.
    fileprivate var step: (Stage, String)? {
        switch self {
        case .limited(let decision): (.admit, decision.words)
        case .rejected(let error): (error.stage, "refused: \(error.detail)")
        case .routed(let route): (.route, route.words)
        case .recalled(let recall): (.recall, recall.words)
        case .circuitRefused(let name, _): (.plan, "the circuit of \(name) is open, so it is left alone")
        case .circuitChanged(let name, let transition): (.plan, "the circuit of \(name) is \(transition.word) now")
        case .attemptRefused(let name, .busy): (.plan, "\(name) holds too many calls already")
        case .attemptRefused(let name, .stuck): (.plan, "\(name) holds too many calls that were left behind")
        case .budgetRefused(let name, _): (.plan, "the budget has no room for a call of \(name)")
        case .passedOn(_, let next, _): (.plan, "\(next) is asked instead")
        case .recalledFor(let name, _, _): (.recall, "a cached answer of \(name) is found")
        case .repairing(let name, _): (.guard, "the plan goes back to \(name) with the reason")
        case .attemptJoined: (.plan, "somebody else asked the same: waits for that reply")
        case .attemptEnded(let attempt, let outcome, _): (.plan, "\(attempt.planner) \(outcome.words)")
        case .joinEnded(let attempt, let outcome, _, _): (.plan, "\(attempt.planner) \(outcome.words)")
        case .retrying(let name, let pause): (.plan, "\(name) is asked again after \(pause.millisecondsRoundedUp) ms")
        case .servedFallback(_, let reason, _):
            (.plan, reason == nil ? "the cached answer is still fresh" : "an older answer stands in")
        case .fellBack(_, let rule): (.plan, "the rule \(rule) stands in")
        case .clarified(.lowConfidence): (.plan, "the plan is not sure enough: asks back")
        case .clarified(.noTool): (.plan, "no tool fits the question: asks back")
        case .approved: (.guard, "the guard allows the plan")
        case .disapproved(let error): (.guard, "refused: \(error.code.title)")
        case .ran(_, let result): (.run, "\(result.words)\(result.isTruncated ? ", cut short" : "")")
        case .runFailed(_, let error): (.run, "failed: \(error.code.title)")
        case .settled: (.settle, "the record is written, the answer leaves")
        default: nil
        }
    }
}

extension RateLimitDecision {
    fileprivate var words: String {
        guard let scope else { return "let in; nothing is limited" }
        let unit = unit == .tokens ? " tokens" : ""
        return isAllowed
            ? "let in; \(remaining) of \(limit)\(unit) left (\(scope.rawValue))"
            : "refused: the \(scope.rawValue) limit is used up"
    }
}

extension Route {
    fileprivate var words: String {
        if rawPlan != nil { return "the question is a statement itself" }
        guard let rule else { return "no rule chooses a tool" }
        return answer == nil ? "the rule \(rule) chooses \(choice)" : "the rule \(rule) answers by \(choice)"
    }
}

extension Recall {
    fileprivate var words: String {
        switch self {
        case .hit: "a cached answer is found"
        case .refresh: "the cached answer is to be renewed"
        case .miss: "no cached answer"
        case .joined: "somebody else is asking the same"
        case .disapproved: "the guard refuses the cached answer today"
        case .bypassed: "no cached answer is wanted"
        case .notAsked: "the cache is not asked"
        }
    }
}

extension AttemptOutcome {
    fileprivate var words: String {
        switch self {
        case .replied(_, _, .success): "replied with a plan"
        case .replied(_, _, .failure(let error)): "replied, but: \(error.code.title)"
        case .failed(let error, _, _): "failed: \(error.code.title)"
        }
    }
}
