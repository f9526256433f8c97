package import ToolRouter

/// What happened in a replay, over virtual time: what its picture is drawn from.
package struct Timeline: Sendable {
    /// The most changes of circuits and stores that are kept; those beyond are counted.
    static let mostChanges = 2_000
    /// The most rules of a fault plan whose marks are kept.
    static let mostRules = 50

    /// A circuit, or a store outside, that calls are kept from while it is open.
    package struct Lane: Sendable {
        /// What it stands before, such as `planner gpt-4o`.
        package let name: String
        /// Its changes in their order.
        package fileprivate(set) var changes: [Change] = []
    }

    /// A change of a circuit.
    package struct Change: Sendable {
        /// Microseconds from the beginning.
        package let at: Int64
        /// What it changed to.
        package let state: CircuitBreakerState
        /// Why.
        package let reason: String
    }

    /// The calls that a rule of the fault plan changed.
    package struct Faults: Sendable {
        /// The name of the rule.
        package let rule: String
        /// Whose calls they were.
        package let target: String
        /// The first moments, in microseconds from the beginning.
        package fileprivate(set) var marks: [Int64] = []
        /// How many there were.
        package fileprivate(set) var count = 0
    }

    /// The most moments of a rule that are kept.
    static let mostMarks = 1_000

    /// When the first request arrived; nil when none did.
    package private(set) var start: Timestamp?
    /// Counts, money and latencies.
    package private(set) var bins = TimelineBins()
    /// Circuits that changed, in the order of their first changes.
    package private(set) var lanes: [Lane] = []
    /// Changes that are not kept.
    package private(set) var omittedChanges = 0
    /// Faults by rule, in the order of their first ones.
    package private(set) var faults: [Faults] = []
    /// Faults of rules that are not kept.
    package private(set) var omittedFaults = 0
    private var changes = 0

    package init() {}

    /// Takes one event.
    ///
    /// - Parameter event: with the moment at which it truly happened.
    package mutating func observe(_ event: RouterEvent) {
        switch event.kind {
        case .received: bins.add(.arrived, at: offset(event.at))
        case .lateReply(_, _, let bill), .lateFailure(_, _, let bill): pay(bill, at: event.at)
        case .circuitChanged(let planner, let transition):
            change("planner \(planner.text)", transition, at: event.at)
        case .shadowCircuitChanged(let candidate, let transition):
            change("candidate \(candidate.text)", transition, at: event.at)
        case .storeChanged(let outside, let transition): change("\(outside.rawValue) store", transition, at: event.at)
        default: break
        }
    }

    /// Takes a request that is done.
    package mutating func add(_ done: Case) {
        let answer = done.answer
        let end = offset(done.settledAt)
        bins.add(Self.series(of: answer), at: end)
        if answer.source == .cache { bins.add(.hits, at: end) }
        bins.add(latency: (done.settledAt - done.at).wholeMicroseconds, at: end)
        pay(answer.bill, at: done.settledAt)
    }

    /// Takes a request that drifted, which arrived at that moment.
    package mutating func addDrift(at moment: Timestamp) {
        bins.add(.drifted, at: offset(moment))
    }

    /// Takes a fault.
    package mutating func observe(_ fault: InjectedFault) {
        var place = faults.firstIndex { $0.rule == fault.rule }
        if place == nil {
            guard faults.count < Self.mostRules else {
                omittedFaults += 1
                return
            }
            place = faults.count
            faults.append(Faults(rule: fault.rule, target: fault.seam.text))
        }
        faults[place!].count += 1
        if faults[place!].marks.count < Self.mostMarks { faults[place!].marks.append(offset(fault.at)) }
    }

    /// Takes a breach of an invariant.
    package mutating func observe(_ breach: Breach) {
        bins.add(.breaches, at: breach.at.wholeMicroseconds)
    }

    private static func series(of answer: Answer) -> TimelineBins.Series {
        switch answer.outcome {
        case .answered: answer.degraded == nil ? .answered : .degraded
        case .clarification: .clarified
        case .refused(let error): error.code.kind == .rateLimitError ? .limited : .refused
        case .failed: .failed
        }
    }

    private mutating func pay(_ bill: Bill, at moment: Timestamp) {
        if let amount = bill.cost.amount, amount != .zero { bins.add(amount, at: offset(moment)) }
    }

    private mutating func change(_ lane: String, _ transition: CircuitBreakerTransition, at moment: Timestamp) {
        guard transition.from != transition.to else { return }
        changes += 1
        guard changes <= Self.mostChanges else {
            omittedChanges += 1
            return
        }
        let change = Change(at: offset(moment), state: transition.to, reason: transition.reason.rawValue)
        if let place = lanes.firstIndex(where: { $0.name == lane }) {
            lanes[place].changes.append(change)
        } else {
            lanes.append(Lane(name: lane, changes: [change]))
        }
    }

    private mutating func offset(_ moment: Timestamp) -> Int64 {
        if start == nil { start = moment }
        return (moment - start!).wholeMicroseconds
    }
}
