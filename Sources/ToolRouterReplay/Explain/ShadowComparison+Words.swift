import ToolRouter
import ToolRouterFormats

extension ShadowComparison {
    /// What came of asking a candidate, in words after its name.
    var words: String {
        switch end {
        case .busy: "was not asked: it held too many calls"
        case .circuitOpen: "was not asked: its circuit was open"
        case .budgetExhausted: "was not asked: there was no money for it"
        case .timedOut: "is not compared: its deadline passed"
        case .failed: "is not compared: its provider failed"
        case .cancelled: "is not compared: it was cut short"
        case .unreadable:
            switch (current, candidate) {
            case (.absent, .absent): "is not compared: neither reply holds a plan"
            case (.absent, _):
                "is not compared: the planner's first reply holds no plan (the candidate's: \(candidate.words))"
            default: "is not compared: its reply holds no plan"
            }
        case .currentAbsent:
            "is not compared: the planner's first attempt brought no reply (the candidate's: \(candidate.words))"
        case .unjudged: "is not compared: nobody judged \(candidate == .unjudged ? "its plan" : "the planner's plan")"
        case .otherTool:
            "differs: another tool than \(currentTool.map { Excerpt.of($0.text) } ?? "none")" + verdicts
        case .sameText: "says the same text" + verdicts
        case .sameProgram: "says another text that compiles to the same program"
        case .different: (hasSameReads == true ? "differs, and reads the same" : "differs") + verdicts
        }
    }

    private var verdicts: String {
        "; the guard: \(candidate.words) beside \(current.words)"
    }
}

extension PlanVerdict {
    fileprivate var words: String {
        switch self {
        case .approved: "approved"
        case .refused(let code): "refused as \(code.rawValue)"
        case .clarification: "asked back"
        case .absent: "no plan"
        case .unjudged: "not judged"
        }
    }
}
