package import ToolRouter

/// Takes the times of requests from their events: how long each took, and how much of it the router itself.
///
/// The router's own part is the whole without what it waited for: planners, tools, pauses before retries, and the store, the
/// limiter and the audit log where waiting for them was noticeable.
package struct RequestTimer: Sendable {
    /// What an event ends.
    package enum Times: Sendable {
        case none
        /// An attempt at a planner.
        case attempt(LatencyObservation)
        /// A request: the whole, and the router's own part.
        case answer(LatencyObservation, overhead: LatencyObservation)

        /// The times as a list.
        package var all: [LatencyObservation] {
            switch self {
            case .none: []
            case .attempt(let attempt): [attempt]
            case .answer(let request, let overhead): [request, overhead]
            }
        }
    }

    /// A request under way.
    private struct Draft {
        let arrivedAt: Timestamp
        var waited: Int64 = 0
        /// Since when it pauses before it asks again.
        var pausedAt: Timestamp?
        /// Since when the tool works.
        var calledAt: Timestamp?

        mutating func wait(_ duration: Duration) {
            waited = waited.addingReportingOverflow(duration.wholeNanoseconds).partialValue
        }

        mutating func endPause(at now: Timestamp) {
            guard let pausedAt else { return }
            wait(now - pausedAt)
            self.pausedAt = nil
        }

        mutating func endCall(at now: Timestamp) {
            guard let calledAt else { return }
            wait(now - calledAt)
            self.calledAt = nil
        }
    }

    private var slots: [Draft] = []
    /// The places of requests, but not yet of the latest one where that has just arrived: many requests begin and end in one run
    /// of events, and are never looked up.
    private var places: [RequestID: Int] = [:]
    private var free: [Int] = []
    /// Events of a request come in runs, so the last place is likely the next one, too.
    private var latest: (id: RequestID, place: Int, isNew: Bool)?
    /// How many of them pause; while none does, nobody is looked up for that.
    private var pausing = 0

    package init() {}

    /// Whether an event of this kind is one that times are taken from.
    package static func needs(_ kind: RouterEvent.Kind) -> Bool {
        switch kind {
        case .received, .attemptEnded, .joinEnded, .waited, .retrying, .attemptStarted, .attemptJoined,
            .circuitRefused, .attemptRefused, .servedFallback, .fellBack, .passedOn, .approved, .ran, .runFailed,
            .settled,
            .shadowEnded:
            true
        default: false
        }
    }

    /// Takes one more event; says which times came of it.
    package mutating func observe(_ event: RouterEvent) -> Times {
        switch event.kind {
        case .received:
            begin(event.request, at: event.at)
        case .attemptEnded(let attempt, let outcome, let duration):
            if let place = place(of: event.request) { slots[place].wait(duration) }
            let hasReplied = if case .replied = outcome { true } else { false }
            return .attempt(
                LatencyObservation(
                    series: .attempt(attempt.planner, .current, hasReplied: hasReplied),
                    nanoseconds: duration.wholeNanoseconds))
        case .joinEnded(_, _, let duration, _), .waited(_, let duration):
            if let place = place(of: event.request) { slots[place].wait(duration) }
        case .retrying:
            guard let place = place(of: event.request) else { return .none }
            slots[place].pausedAt = event.at
            pausing += 1
        case .attemptStarted, .attemptJoined, .circuitRefused, .attemptRefused, .servedFallback, .fellBack, .passedOn:
            guard pausing > 0, let place = place(of: event.request) else { return .none }
            endPause(place, at: event.at)
        case .approved:
            if let place = place(of: event.request) { slots[place].calledAt = event.at }
        case .ran, .runFailed:
            if let place = place(of: event.request) { slots[place].endCall(at: event.at) }
        case .settled(let answer):
            return end(event.request, answer.outcome.kind, at: event.at)
        case .shadowEnded(let candidate, let proposal):
            // One that was not asked took no time.
            guard proposal.reply != nil || proposal.duration > .zero else { return .none }
            return .attempt(
                LatencyObservation(
                    series: .attempt(candidate, .candidate, hasReplied: proposal.reply != nil),
                    nanoseconds: proposal.duration.wholeNanoseconds))
        default:
            break
        }
        return .none
    }

    /// How many requests are remembered.
    var underWay: Int { places.count + (latest?.isNew == true ? 1 : 0) }

    private mutating func begin(_ id: RequestID, at now: Timestamp) {
        let place: Int
        if let used = free.popLast() {
            place = used
            slots[place] = Draft(arrivedAt: now)
        } else {
            place = slots.count
            slots.append(Draft(arrivedAt: now))
        }
        leaveLatest()
        latest = (id, place, true)
    }

    /// Remembers the place of a request that has just arrived, now that others come between.
    private mutating func leaveLatest() {
        guard let latest, latest.isNew else { return }
        // Two requests of one id are the caller's doing: one of them is timed, and neither is left behind.
        if let former = places.updateValue(latest.place, forKey: latest.id) { release(former) }
        self.latest = nil
    }

    private mutating func end(_ id: RequestID, _ outcome: Answer.Outcome.Kind, at now: Timestamp) -> Times {
        guard let place = place(of: id) else { return .none }
        endPause(place, at: now)
        let draft = slots[place]
        let total = (now - draft.arrivedAt).wholeNanoseconds
        if latest?.isNew != true { places[id] = nil }
        latest = nil
        release(place)
        return .answer(
            LatencyObservation(series: .request(outcome), nanoseconds: total),
            overhead: LatencyObservation(series: .overhead(outcome), nanoseconds: max(0, total - draft.waited)))
    }

    private mutating func release(_ place: Int) {
        if slots[place].pausedAt != nil { pausing -= 1 }
        free.append(place)
    }

    private mutating func endPause(_ place: Int, at now: Timestamp) {
        guard slots[place].pausedAt != nil else { return }
        slots[place].endPause(at: now)
        pausing -= 1
    }

    private mutating func place(of id: RequestID) -> Int? {
        if let latest, latest.id == id { return latest.place }
        leaveLatest()
        guard let place = places[id] else { return nil }
        latest = (id, place, false)
        return place
    }
}
