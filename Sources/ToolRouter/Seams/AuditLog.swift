/// Takes a record of everything that is answered and everything that is paid for.
///
/// The router has the record of an answer written before the answer leaves. The reply comes by a callback, not by an async
/// return, so that nothing a caller's cancellation does can lose a record.
public protocol AuditLog: Sendable {
    /// Whether records are taken at the moment; while they are not, no request is let in.
    var isAccepting: Bool { get }

    /// Takes one record. Calls `done` exactly once, from any thread, when the record is as safe as the log promises: true,
    /// or false when it could not be written. The router waits for that until the request's deadline, and a second at least: an answer whose
    /// record is not known to be written by then is withheld. A log that drops a record counts that itself.
    func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void)
}

extension AuditLog {
    /// Takes one record, and waits for it whatever becomes of the calling task.
    package func append(_ record: AuditRecord) async -> Bool {
        await withUnsafeContinuation { continuation in
            append(record) { continuation.resume(returning: $0) }
        }
    }

    /// Takes one record without waiting for it.
    func note(_ record: AuditRecord) {
        append(record) { _ in }
    }
}

/// What an audit log holds of one answer, one call that was left behind or one proposal of a candidate.
///
/// There is exactly one of kind `answer` for each request; sums of tokens and money run over all kinds. It carries the
/// whole request and answer: what of them is written down, hashed or left out is the log's to decide.
public struct AuditRecord: Sendable {
    /// The request it is about.
    public var request: Request
    /// When it was made.
    public var at: Timestamp
    /// What it is about.
    public var kind: Kind

    /// What a record can be about; one reference, whatever it holds.
    public indirect enum Kind: Sendable {
        /// The answer that is about to leave, and how the request got there.
        case answer(Answer, Course)
        /// What came of a call after it was abandoned: a reply, or that its cost is unknown.
        case lateUsage(PlannerAttempt, Bill)
        /// What a candidate proposed, and how that compares with the current planner's plan.
        case shadow(PlannerName, ShadowComparison)
        /// What came of a candidate's call after it was abandoned.
        case lateShadowUsage(PlannerName, Bill)

        /// The word for it in files.
        public var name: Name {
            switch self {
            case .answer: .answer
            case .lateUsage, .lateShadowUsage: .lateUsage
            case .shadow: .shadow
            }
        }
    }

    /// How a request got to its answer.
    public struct Course: Hashable, Sendable {
        /// When it came.
        public var arrivedAt: Timestamp
        /// The planner whose plan it is, also where that was found in the cache; the first of those that serve where there is
        /// none, whether it was asked or not. Why it is not the first one is why the answer is degraded.
        public var planner: PlannerName
        /// What the answer cache said; nil when it was not asked.
        public var recall: Recall.Name?
        /// What the call touched; nil when none ran.
        public var footprint: Footprint?
        /// How long it was at each stage.
        public var durations: StageDurations

        public init(
            arrivedAt: Timestamp, planner: PlannerName, recall: Recall.Name? = nil, footprint: Footprint? = nil,
            durations: StageDurations = StageDurations()
        ) {
            self.arrivedAt = arrivedAt
            self.planner = planner
            self.recall = recall
            self.footprint = footprint
            self.durations = durations
        }
    }

    /// The words for what a record can be about.
    public enum Name: String, Hashable, CaseIterable, Sendable {
        case answer
        case lateUsage = "late_usage"
        case shadow
    }

    public init(request: Request, at: Timestamp, _ kind: Kind) {
        self.request = request
        self.at = at
        self.kind = kind
    }

    /// What it adds to the sums of tokens and money.
    public var bill: Bill {
        switch kind {
        case .answer(let answer, _): answer.bill
        case .lateUsage(_, let bill), .lateShadowUsage(_, let bill): bill
        case .shadow(_, let comparison): comparison.proposal.bill
        }
    }
}
