/// What became of asking a candidate about a request, beside what the current planner's plan came to: exactly one for each
/// request in its sample. Nothing of it was run.
public struct ShadowComparison: Sendable {
    /// What the candidate said, and what that took.
    public var proposal: ShadowProposal
    /// How far it came.
    public var end: ShadowEnd
    /// What the guard says to the candidate's plan.
    public var candidate: PlanVerdict
    /// What the guard said to the current planner's plan.
    public var current: PlanVerdict
    /// The tool of the current planner's plan; nil where it has none.
    public var currentTool: ToolName?
    /// Whether both plans read the same; nil where that is not known, since one of them was not approved.
    public var hasSameReads: Bool?
    /// What the current planner's calls for the request cost.
    public var currentBill: Bill
    /// How long the request was at the stage `plan`.
    public var currentDuration: Duration
    /// How many requests the candidate could have been asked about since the last one it was, this one included.
    public var eligible: Int

    package init(
        proposal: ShadowProposal, end: ShadowEnd, candidate: PlanVerdict, current: PlanVerdict,
        currentTool: ToolName? = nil, hasSameReads: Bool? = nil, currentBill: Bill = .nothing,
        currentDuration: Duration = .zero, eligible: Int = 1
    ) {
        self.proposal = proposal
        self.end = end
        self.candidate = candidate
        self.current = current
        self.currentTool = currentTool
        self.hasSameReads = hasSameReads
        self.currentBill = currentBill
        self.currentDuration = currentDuration
        self.eligible = eligible
    }
}

/// How far a request in a candidate's sample came: it was compared, or lost on the way for one reason.
public enum ShadowEnd: String, Hashable, CaseIterable, Sendable {
    // Not dispatched.
    /// The candidate held too many calls.
    case busy
    /// The candidate's circuit was open.
    case circuitOpen = "circuit_open"
    /// There was no money for the candidate.
    case budgetExhausted = "budget_exhausted"

    // Dispatched, not answered.
    /// Its deadline passed.
    case timedOut = "timed_out"
    /// Its provider failed.
    case failed
    /// The server ended while it was asked.
    case cancelled

    // Answered, not compared.
    /// The reply holds no plan.
    case unreadable
    /// The current planner has no plan: it failed, or something stood in for it.
    case currentAbsent = "current_absent"
    /// The guard has not judged one of the plans: it took too long or failed, or the request ended before.
    case unjudged

    // Compared.
    /// The plans are for different tools, or one planner found none.
    case otherTool = "other_tool"
    /// The same text.
    case sameText = "same_text"
    /// Another text that compiles to the same program.
    case sameProgram = "same_program"
    /// Different, as far as can be told without running anything.
    case different

    /// How far along the funnel that is.
    public var step: ShadowStep {
        switch self {
        case .busy, .circuitOpen, .budgetExhausted: .sampled
        case .timedOut, .failed, .cancelled: .dispatched
        case .unreadable, .currentAbsent, .unjudged: .answered
        case .otherTool, .sameText, .sameProgram, .different: .compared
        }
    }
}

/// The steps of a candidate's funnel, each part of the one before.
public enum ShadowStep: String, Hashable, CaseIterable, Comparable, Sendable {
    /// The request was planned, so that the candidate could have been asked, too.
    case eligible
    /// It is in the sample.
    case sampled
    /// The candidate was called.
    case dispatched
    /// The candidate replied in time.
    case answered
    /// Its plan was compared with the current one.
    case compared

    public static func < (left: ShadowStep, right: ShadowStep) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
    }
}

/// What the guard says to one planner's plan.
public enum PlanVerdict: Hashable, Sendable {
    /// It would run.
    case approved
    /// It is refused, for this.
    case refused(ErrorCode)
    /// The planner found no tool, or was not sure enough: the caller would be asked back.
    case clarification
    /// There is no plan.
    case absent
    /// There is a plan, and the guard has not said anything to it: it took too long or failed, or the request ended before.
    case unjudged

    /// The words for it in files.
    public enum Name: String, Hashable, CaseIterable, Sendable {
        case approved, refused, clarification, absent, unjudged
    }

    /// The word for it in files.
    public var name: Name {
        switch self {
        case .approved: .approved
        case .refused: .refused
        case .clarification: .clarification
        case .absent: .absent
        case .unjudged: .unjudged
        }
    }

    /// Why it is refused; nil where it is not.
    public var code: ErrorCode? {
        if case .refused(let code) = self { code } else { nil }
    }
}
