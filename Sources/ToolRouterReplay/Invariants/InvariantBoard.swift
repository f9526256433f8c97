package import ToolRouter
import ToolRouterFormats

/// Hands each event, with the history of its request, to every invariant, and gathers what they find.
///
/// Confined to the thread that folds the events. Only requests under way are remembered.
package final class InvariantBoard: EventObserver, @unchecked Sendable {
    private var invariants: [any Invariant]
    private let start: Timestamp
    private let listener: (any BreachObserver)?
    private var histories: [RequestID: RequestHistory] = [:]
    /// Events of a request come in runs, so the last history is likely the next one, too.
    private var latest: RequestHistory?
    private var spare: [RequestHistory] = []
    private var now: Timestamp
    /// What was found so far.
    package private(set) var findings: InvariantFindings

    /// The requests that are remembered.
    var underWay: Int { histories.count }

    /// - Parameters:
    ///   - invariants: what must hold.
    ///   - start: when the recordings begin.
    ///   - listener: is told of each breach.
    init(_ invariants: [any Invariant], start: Timestamp, listener: (any BreachObserver)? = nil) {
        self.invariants = invariants
        self.start = start
        self.listener = listener
        now = start
        findings = InvariantFindings(names: invariants.map { type(of: $0).name })
    }

    package func observe(_ event: RouterEvent) { observe(event, trulyAt: event.at) }

    /// Takes an event that says what the router's clock said, and when it truly happened.
    func observe(_ event: RouterEvent, trulyAt truth: Timestamp) {
        now = truth
        let history = history(of: event.request)
        for number in invariants.indices {
            let goesByTruth = truth != event.at && type(of: invariants[number]).goesByTrueTime
            let event = goesByTruth ? RouterEvent(request: event.request, at: truth, event.kind) : event
            if let discrepancy = invariants[number].observe(event, after: history) {
                note(discrepancy, number, event.request, stage: event.kind.stage, code: event.kind.code)
            }
        }
        switch event.kind {
        case .received(let request) where history == nil: begin(request, at: event.at)
        case .settled: end(history)
        default: history?.take(event)
        }
    }

    /// A fault was injected into a call.
    package func observe(_ fault: InjectedFault) {
        now = fault.at
        let history = history(of: fault.request)
        for number in invariants.indices {
            if let discrepancy = invariants[number].observe(fault, after: history) {
                note(discrepancy, number, fault.request, stage: fault.seam.stage)
            }
        }
        history?.take(fault)
    }

    /// The replay is over, reports will print `totals`, and that is what the audit log adds up to, and how the budgets and the
    /// router stand.
    ///
    /// - Parameter losesRecords: whether the audit log was made to fail.
    func finish(
        totals: Totals, audit: InMemoryAuditLog.Sums? = nil, budgets: BudgetStanding? = nil,
        standing: RouterStanding? = nil, losesRecords: Bool = false
    ) {
        let unanswered = histories.values.sorted {
            $0.receivedAt != $1.receivedAt ? $0.receivedAt < $1.receivedAt : $0.request.id < $1.request.id
        }
        let outcome = ReplayOutcome(
            totals: totals, unanswered: unanswered, audit: audit, budgets: budgets,
            standing: standing, losesRecords: losesRecords)
        for number in invariants.indices {
            for discrepancy in invariants[number].finish(outcome) { note(discrepancy, number, nil) }
        }
    }

    private func history(of id: RequestID) -> RequestHistory? {
        if let latest, latest.request.id == id { return latest }
        latest = histories[id]
        return latest
    }

    private func begin(_ request: Request, at moment: Timestamp) {
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

    private func end(_ history: RequestHistory?) {
        guard let history else { return }
        histories[history.request.id] = nil
        latest = nil
        spare.append(history)
    }

    private func note(
        _ discrepancy: Discrepancy, _ number: Int, _ request: RequestID?, stage: Stage? = nil, code: ErrorCode? = nil
    ) {
        let breach = Breach(
            invariant: findings.names[number], request: discrepancy.request ?? request, at: now - start,
            expected: discrepancy.expected, found: discrepancy.found, stage: stage, code: code)
        findings.add(breach)
        listener?.observe(breach)
    }
}
