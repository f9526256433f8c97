/// What models write around a plan. None of it is part of the plan, and all of it is a change of what the model said, so it
/// is taken off only where the configuration asks for it.
public enum ReplyWrapping: String, CaseIterable, Sendable {
    /// `<think>…</think>` before the plan.
    case think
    /// A label before the plan, such as `Answer:`.
    case label
    /// A fence that is opened or closed, but not both: a line that closes one behind the plan, or one that is opened before a
    /// whole plan and never closed.
    case fence
    /// Text before the one fenced block that holds the plan.
    case prose

    /// What the reply has, in words.
    var words: String {
        switch self {
        case .think: "thinking before the plan"
        case .label: "a label before the plan"
        case .fence: "half a fence around the plan"
        case .prose: "text before a fenced plan"
        }
    }
}

/// What is let in of that which models write around plans, and instead of them. Default: nothing.
public struct ReplyRules: Hashable, Sendable {
    /// What is taken off a plan.
    public var strip: Set<ReplyWrapping>
    /// Whether a call of a tool, as the protocols of providers write it, is a plan.
    public var readsToolCalls: Bool

    public init(strip: Set<ReplyWrapping> = [], readsToolCalls: Bool = false) {
        self.strip = strip
        self.readsToolCalls = readsToolCalls
    }

    /// Differs where a reply may be read differently; empty where nothing is let in.
    var fingerprint: String {
        let strip = ReplyWrapping.allCases.filter(strip.contains).map(\.rawValue)
        return (strip + (readsToolCalls ? ["tool_calls"] : [])).joined(separator: ",")
    }
}
