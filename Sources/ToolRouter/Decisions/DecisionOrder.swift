/// Keeps the order in which requests that are under way together decide by what they share: limits, the answer cache, calls to
/// planners and their circuits.
///
/// A recorder numbers the decisions of a router that serves; a replay lets each decision wait until it is due as it was
/// numbered, so that concurrent requests meet as they did. A router without one decides as it comes.
public protocol DecisionOrder: AnyObject, Sendable {
    /// Whether `turn` may wait for anything; where it never does it is not asked.
    var mayWait: Bool { get }

    /// Whether `number` gives numbers; where it gives none it need not be asked. Default: it does.
    var givesNumbers: Bool { get }

    /// Waits until the next decision of `request` at `point` is due; returns at once for one that is in no order.
    func turn(of request: RequestID, at point: DecisionPoint) async

    /// The number of a decision that is made now, and when that is; nil where decisions are not numbered. It is asked for
    /// under the lock by which the decision is made, so that numbers come in the order of what they number.
    func number() -> DecisionNumber?
}

extension DecisionOrder {
    public var givesNumbers: Bool { true }
}

/// When a decision was made among all of its router.
public struct DecisionNumber: Hashable, Sendable {
    /// Its place, from 0; each number is given once.
    public var sequence: Int64
    /// The moment.
    public var at: Timestamp

    public init(sequence: Int64, at: Timestamp) {
        self.sequence = sequence
        self.at = at
    }
}

/// Where a request decides by what it shares with others, or leaves.
public struct DecisionPoint: Hashable, Sendable {
    /// What is decided.
    public enum Kind: String, Hashable, CaseIterable, Sendable {
        /// Whether the limiter lets the request in.
        case admit
        /// What the answer cache has.
        case recall
        /// Whether there is a call of another request to wait for, right after a miss.
        case join
        /// Whether a planner is asked, or whose call is waited for.
        case ask
        /// A call to a planner ended: nobody can join it any more.
        case reply
        /// What a call means to the circuit.
        case circuit
        /// The answer leaves.
        case settle
        /// An answer is stored.
        case store
    }

    /// What is decided.
    public var kind: Kind
    /// The candidate whose call it is about; nil for those of planners that serve and for all other kinds.
    public var candidate: PlannerName?

    public init(_ kind: Kind, candidate: PlannerName? = nil) {
        self.kind = kind
        self.candidate = candidate
    }
}

/// A decision that was numbered.
public struct Decision: Hashable, Sendable {
    /// What was decided.
    public var point: DecisionPoint
    /// When, among all of them.
    public var number: DecisionNumber

    public init(_ point: DecisionPoint, _ number: DecisionNumber) {
        self.point = point
        self.number = number
    }
}
