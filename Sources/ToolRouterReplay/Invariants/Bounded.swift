import ToolRouter
import ToolRouterFormats

/// What a router holds has a bound: requests in flight, calls in flight and left behind at each planner and candidate, answers in
/// the cache. At the end of a replay nothing is held but what is cached.
struct Bounded: Invariant {
    static let name = "bounded"
    var kinds: EventKinds {
        [
            .limited, .attemptStarted, .attemptEnded, .joinEnded, .lateReply, .lateFailure, .settled, .shadowStarted,
            .shadowEnded, .lateShadowReply, .lateShadowFailure,
        ]
    }

    /// What a router may hold at most.
    struct Bounds {
        /// Requests in flight.
        var requests = RouterConfiguration().maximumRequestsInFlight
        /// Calls to each planner that serves.
        var plannerCalls = PlannerCallLimits()
        /// Calls to each candidate.
        var candidateCalls = PlannerCallLimits.candidate
        /// The calls in flight at candidates that have a number of their own.
        var candidates: [PlannerName: Int] = [:]
        /// What the answer cache keeps; nil where there is none.
        var cache: CacheSettings?
    }

    private let bounds: Bounds
    private var requests = 0
    private var planners = ValuesByPlanner<CallsUnderWay>()
    private var candidates = ValuesByPlanner<AskedCandidate>()

    init(_ bounds: Bounds) {
        self.bounds = bounds
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        switch event.kind {
        case .limited:
            guard history != nil else { return nil }
            requests += 1
            return requests <= bounds.requests
                ? nil : Discrepancy(expected: "at most \(bounds.requests) requests in flight", found: "\(requests)")
        case .settled:
            if history?.limited != nil { requests -= 1 }
            return nil
        case .attemptStarted(let attempt): return calls(to: attempt.planner, at: event.at) { $0.start() }
        case .attemptEnded(let attempt, let outcome, _):
            return calls(to: attempt.planner, at: event.at) { $0.end(outcome) }
        case .joinEnded(let attempt, let outcome, _, pays: true) where outcome.isWord:
            return calls(to: attempt.planner, at: event.at) { $0.endLater() }
        case .lateReply(let attempt, _, _), .lateFailure(let attempt, _, _):
            return calls(to: attempt.planner, at: event.at) { $0.endLater() }
        case .shadowStarted(let name): return candidate(name, at: event.at) { $0.start() }
        case .shadowEnded(let name, let proposal): return candidate(name, at: event.at) { $0.end(proposal) }
        case .lateShadowReply(let name, _, _), .lateShadowFailure(let name, _, _):
            return candidate(name, at: event.at) { $0.endLater() }
        default: return nil
        }
    }

    private mutating func calls(
        to name: PlannerName, at now: Timestamp, _ change: (inout CallsUnderWay) -> Void
    ) -> Discrepancy? {
        let limits = bounds.plannerCalls
        return planners[name, default: CallsUnderWay()].take(now, limits, name, change)
    }

    private mutating func candidate(
        _ name: PlannerName, at now: Timestamp, _ change: (inout AskedCandidate) -> Void
    ) -> Discrepancy? {
        var limits = bounds.candidateCalls
        if let own = bounds.candidates[name] { limits.inFlight = own }
        return candidates[name, default: AskedCandidate()].take(now, limits, name, change)
    }

    mutating func finish(_ outcome: ReplayOutcome) -> [Discrepancy] {
        guard let standing = outcome.standing else { return [] }
        var discrepancies: [Discrepancy] = []
        func compare(_ what: String, _ most: Int, _ found: Int) {
            guard found > most else { return }
            discrepancies.append(Discrepancy(expected: "at most \(most) \(what) at the end", found: "\(found)"))
        }
        let load = standing.load
        compare("requests in flight", outcome.unanswered.count, load.requests)
        if outcome.unanswered.isEmpty {
            compare("planner calls in flight", 0, load.plannerCalls)
            compare("planner calls left behind", 0, load.abandonedPlannerCalls)
            compare("tool calls", 0, load.toolCalls)
            compare("calls to join", 0, load.sharedCalls)
        }
        if let cache = bounds.cache, let size = standing.cache {
            compare("answers in the cache", cache.entries, size.answers)
            compare("bytes in the cache", cache.bytes, size.bytes)
        }
        return discrepancies
    }
}

extension CallsUnderWay {
    /// Goes on to the moment of a change, and takes it.
    fileprivate mutating func take(
        _ now: Timestamp, _ limits: PlannerCallLimits, _ name: PlannerName, _ change: (inout CallsUnderWay) -> Void
    ) -> Discrepancy? {
        defer { change(&self) }
        return advance(to: now, by: limits, name)
    }
}

extension AskedCandidate {
    /// Goes on to the moment of a change, and takes it.
    fileprivate mutating func take(
        _ now: Timestamp, _ limits: PlannerCallLimits, _ name: PlannerName, _ change: (inout AskedCandidate) -> Void
    ) -> Discrepancy? {
        defer { change(&self) }
        return advance(to: now, by: limits, name)
    }
}
