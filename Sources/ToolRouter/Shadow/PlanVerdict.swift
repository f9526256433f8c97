/// What the guard says to one planner's plan.
public enum PlanVerdict: Hashable, Sendable {
    /// It would run.
    case approved
    /// It is refused, for this.
    case refused(ErrorCode)
    /// The planner found no tool, or was not sure enough: the caller would be asked back.
    case clarification
    /// There is no plan: the reply holds none, or there was no reply.
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
