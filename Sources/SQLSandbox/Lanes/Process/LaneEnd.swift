/// Why a lane gave no answer: its process has ended, or had to.
struct LaneEnd: Error {
    /// What the end was like.
    enum Cause {
        /// It never began.
        case notStarted
        /// It died of itself, or somebody else has killed it.
        case died
        /// It took longer than it may.
        case slow
        /// It was told to stop and did not.
        case cancelled
        /// It said what no lane says.
        case nonsense
    }

    let cause: Cause
    /// What happened, in words.
    let detail: String
    /// Whether the statement that was at hand is to blame, as far as one can tell.
    let isStatementsDoing: Bool

    init(_ cause: Cause, _ detail: String, isStatementsDoing: Bool = false) {
        self.cause = cause
        self.detail = detail
        self.isStatementsDoing = isStatementsDoing
    }

    /// The end of a lane that said what no lane says.
    static let nonsense = LaneEnd(.nonsense, "it gave an answer without sense", isStatementsDoing: true)
}

extension SQLFailure {
    /// The failure of a run or a look whose lane has ended.
    init(_ end: LaneEnd) {
        switch end.cause {
        case .cancelled: self.init(.cancelled, "the task was cancelled while the statement ran")
        default: self.init(.databaseUnavailable, "the lane was lost: \(end.detail)", mayPass: true)
        }
    }
}

/// Says until when a lane's answer is waited for.
struct LaneWatch {
    /// When the lane must have answered; nil without a bound.
    private(set) var end: ContinuousClock.Instant?
    private let child: LaneChild
    private let grace: Duration
    /// The time that ends at `end`, and what its process had used of the processor as it began.
    private var period: Duration
    private var used: Duration
    private var isCancelled = false

    init(_ child: LaneChild, patience: Duration?, grace: Duration) {
        self.child = child
        self.grace = grace
        period = patience ?? .zero
        used = patience == nil ? .zero : child.processorTime
        end = patience.map { .now + $0 }
    }

    /// Somebody has cancelled the request: a short while is left. False when that is known already.
    mutating func cancel() -> Bool {
        if isCancelled { return false }
        isCancelled = true
        let last = ContinuousClock.now + grace
        if let end, end < last { return true }
        (period, used, end) = (grace, child.processorTime, last)
        return true
    }

    /// What ends the lane, now that the time is over. One that has hardly worked meanwhile was kept from it, and that is not
    /// the statement's doing.
    var ending: LaneEnd {
        let worked = child.processorTime - used
        return LaneEnd(
            isCancelled ? .cancelled : .slow,
            isCancelled ? "it did not stop within \(grace)" : "it took more than \(period)",
            isStatementsDoing: worked * 2 >= period)
    }
}
