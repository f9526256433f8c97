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
    /// A reply holds no plan: the candidate's, the current planner's or both; the verdicts say whose.
    case unreadable
    /// The first attempt at the current planner brought no reply, or there was none: its provider failed, its circuit was open,
    /// there was no money, or the caller left.
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

    /// Whether it says something of both planners' plans, so that the request is a cell of the agreement matrix: both replied, be
    /// it without a plan. The same holds with the two exchanged.
    public var isPair: Bool {
        step == .compared || self == .unreadable || self == .unjudged
    }

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
