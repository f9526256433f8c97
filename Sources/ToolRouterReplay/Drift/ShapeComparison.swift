import ToolRouter
import ToolRouterFormats
import ToolRouterTools

extension GoldenComparison {
    /// Compares what was answered live with what stand-ins for questions and replies were answered.
    func compareShapes(_ answered: AnswerRecord, _ subject: Subject) -> ComparedRequest {
        guard answered.isKnownByShape else {
            return ComparedRequest(subject: subject, placement: nil, lacksContent: true, drift: nil)
        }
        return compared(
            answered.shape, subject.record.shape, nil, subject, lacksContent: answered.outcome == "answered")
    }
}

extension AnswerRecord {
    /// Whether a router that knows neither question nor replies answers the same: where a planner's statement was answered in
    /// full, by itself or from the cache, and where nobody came to judge a plan, for a reason that is not in the question.
    var isKnownByShape: Bool {
        if trail.contains(where: { Self.dependsOnContent($0) }) { return false }
        switch source {
        case .planner, .cache, .stale: return outcome == "answered" && tool == .sql
        case .rules, .raw: return false
        case nil:
            let isJudged = trail.contains { [.guard, .run].contains(Trail.stage(of: $0)) }
            return !isJudged && code.map { $0.kind != .validationError } ?? false
        }
    }

    /// The answer without what depends on question and replies: of its trail, how it was admitted, recalled and planned stays.
    var shape: AnswerRecord {
        var shape = self
        (shape.sql, shape.result) = (nil, nil)
        shape.trail.removeAll { word in
            switch Trail.stage(of: word) {
            case .admit, .recall: false
            // Which of the plans that are not run it was, and what was taken off a reply, nobody knows.
            case .plan: Trail.isClarification(word) || word.hasPrefix("plan:stripped(")
            default: true
            }
        }
        return shape
    }

    private static func dependsOnContent(_ word: String) -> Bool {
        switch Trail.stage(of: word) {
        case .route: word.hasSuffix("(raw)")
        case .recall: word.hasPrefix("recall:disapproved")
        case .guard: word == "guard:repair"
        case .run: word == "run:truncated"
        default: false
        }
    }
}
