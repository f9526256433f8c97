package import ToolRouter
import ToolRouterFormats

/// Hands each event, with the history of its request, to the invariants that care for its kind, and gathers what they find.
///
/// Confined to the thread that folds the events. Only requests under way are remembered.
package final class InvariantBoard: EventObserver, @unchecked Sendable {
    /// A value, so that one event is one access to the object.
    private var state: State

    /// What was found so far.
    package var findings: InvariantFindings { state.findings }

    /// The requests that are remembered.
    var underWay: Int { state.histories.count }

    /// - Parameters:
    ///   - invariants: what must hold.
    ///   - start: when the recordings begin.
    ///   - listener: is told of each breach.
    init(_ invariants: [any Invariant], start: Timestamp, listener: (any BreachObserver)? = nil) {
        state = State(invariants, start: start, listener: listener)
    }

    package func observe(_ event: RouterEvent) { observe(event, trulyAt: event.at) }

    /// Takes an event that says what the router's clock said, and when it truly happened.
    func observe(_ event: RouterEvent, trulyAt truth: Timestamp) { state.observe(event, trulyAt: truth) }

    /// A fault was injected into a call.
    package func observe(_ fault: InjectedFault) { state.observe(fault) }

    /// The replay is over, reports will print `totals`, and that is what the audit log adds up to, and how the budgets and the
    /// router stand.
    ///
    /// - Parameter losesRecords: whether the audit log was made to fail.
    func finish(
        totals: Totals, audit: InMemoryAuditLog.Sums? = nil, budgets: BudgetStanding? = nil,
        standing: RouterStanding? = nil, losesRecords: Bool = false
    ) {
        let unanswered = state.histories.values.sorted {
            $0.receivedAt != $1.receivedAt ? $0.receivedAt < $1.receivedAt : $0.request.id < $1.request.id
        }
        state.finish(
            ReplayOutcome(
                totals: totals, unanswered: unanswered, audit: audit, budgets: budgets,
                standing: standing, losesRecords: losesRecords))
    }
}

extension InvariantBoard {
    /// An invariant on the board.
    private struct Place {
        var invariant: any Invariant
        /// What it is asked about.
        let kinds: EventKinds
        let goesByTrueTime: Bool

        init(_ invariant: any Invariant) {
            self.invariant = invariant
            kinds = invariant.kinds
            goesByTrueTime = type(of: invariant).goesByTrueTime
        }
    }

    private struct State {
        private var places: [Place]
        private let start: Timestamp
        private let listener: (any BreachObserver)?
        private(set) var histories: [RequestID: RequestHistory] = [:]
        /// Events of a request come in runs, so the last history is likely the next one, too.
        private var latest: RequestHistory?
        private var spare: [RequestHistory] = []
        private var now: Timestamp
        private(set) var findings: InvariantFindings

        init(_ invariants: [any Invariant], start: Timestamp, listener: (any BreachObserver)?) {
            places = invariants.map { Place($0) }
            self.start = start
            self.listener = listener
            now = start
            findings = InvariantFindings(names: invariants.map { type(of: $0).name })
        }

        mutating func observe(_ event: RouterEvent, trulyAt truth: Timestamp) {
            now = truth
            let history = history(of: event.request)
            let kind = event.kind.ownKind
            if truth == event.at {
                for number in places.indices where places[number].kinds.contains(kind) {
                    if let discrepancy = places[number].invariant.observe(event, after: history) {
                        note(discrepancy, number, event)
                    }
                }
            } else {
                let told = RouterEvent(request: event.request, at: truth, event.kind)
                for number in places.indices where places[number].kinds.contains(kind) {
                    let event = places[number].goesByTrueTime ? told : event
                    if let discrepancy = places[number].invariant.observe(event, after: history) {
                        note(discrepancy, number, event)
                    }
                }
            }
            assert(isIndifferent(to: event, of: kind, after: history))
            switch event.kind {
            case .received(let request) where history == nil: begin(request, at: event.at)
            case .settled: end(history)
            default: history?.take(event)
            }
        }

        mutating func observe(_ fault: InjectedFault) {
            now = fault.at
            let history = history(of: fault.request)
            for number in places.indices {
                if let discrepancy = places[number].invariant.observe(fault, after: history) {
                    note(discrepancy, number, fault.request, stage: fault.seam.stage)
                }
            }
            history?.take(fault)
        }

        mutating func finish(_ outcome: ReplayOutcome) {
            for number in places.indices {
                for discrepancy in places[number].invariant.finish(outcome) { note(discrepancy, number, nil) }
            }
        }

        /// Whether the event breaks no rule of an invariant that does not ask for its kind. The copies that are asked are thrown
        /// away, so that what such an event would have changed is missing here as it is where nobody checks.
        private func isIndifferent(to event: RouterEvent, of kind: EventKinds, after history: RequestHistory?) -> Bool {
            places.allSatisfy { place in
                var invariant = place.invariant
                return place.kinds.contains(kind) || invariant.observe(event, after: history) == nil
            }
        }

        private mutating func history(of id: RequestID) -> RequestHistory? {
            if let latest, latest.request.id == id { return latest }
            latest = histories[id]
            return latest
        }

        private mutating func begin(_ request: Request, at moment: Timestamp) {
            let history: RequestHistory
            if let used = spare.popLast() {
                history = used
                history.restart(request, at: moment, trulyAt: now)
            } else {
                history = RequestHistory(request, at: moment, trulyAt: now)
            }
            histories[request.id] = history
            latest = history
        }

        private mutating func end(_ history: RequestHistory?) {
            guard let history else { return }
            histories[history.request.id] = nil
            latest = nil
            spare.append(history)
        }

        private mutating func note(_ discrepancy: Discrepancy, _ number: Int, _ event: RouterEvent) {
            note(discrepancy, number, event.request, stage: event.kind.stage, code: event.kind.code)
        }

        private mutating func note(
            _ discrepancy: Discrepancy, _ number: Int, _ request: RequestID?, stage: Stage? = nil,
            code: ErrorCode? = nil
        ) {
            let breach = Breach(
                invariant: findings.names[number], request: discrepancy.request ?? request, at: now - start,
                expected: discrepancy.expected, found: discrepancy.found, stage: stage, code: code)
            findings.add(breach)
            listener?.observe(breach)
        }
    }
}
