/// What the deterministic router chose.
public struct Route: Hashable, Sendable {
    /// The tool; nil leaves the choice to the planner.
    public var tool: ToolName?
    /// The rule that matched.
    public var rule: String?
    /// How sure the rule is.
    public var confidence: Ratio?
    /// The plan, when the caller brought one or the question is in a tool's own language.
    public var rawPlan: Plan?

    /// The word for the choice in cache keys and reports.
    public var choice: String { tool?.text ?? "auto" }
}

/// What the answer cache said.
public enum Recall: Hashable, Sendable {
    /// A fresh answer of this age was found under the key and approved again.
    case hit(CacheKey, age: Duration)
    /// A fresh answer of this age was found, but chance has it renewed early; it serves if that fails.
    case refresh(CacheKey, age: Duration)
    /// There was none.
    case miss
    /// There was none, but another request is having the same question planned; its reply will do.
    case joined
    /// There was one, but today's guard refuses it; it is forgotten.
    case disapproved(ErrorCode)
    /// The request asked not to.
    case bypassed
    /// There is no cache, the question needs no planner, or nobody knows whose answer it would be.
    case notAsked

    /// The words for it in files.
    public enum Name: String, Hashable, CaseIterable, Sendable {
        case hit
        case refresh
        case miss
        case joined
        case disapproved
        case bypassed
        case notAsked = "not_asked"
    }

    /// The word for it in files.
    public var name: Name {
        switch self {
        case .hit: .hit
        case .refresh: .refresh
        case .miss: .miss
        case .joined: .joined
        case .disapproved: .disapproved
        case .bypassed: .bypassed
        case .notAsked: .notAsked
        }
    }
}
