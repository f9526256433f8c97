import ToolRouter
import ToolRouterFormats

/// A case under way: what has happened to one request so far. Its book changes it, under its lock.
final class CaseDraft {
    let sequence: Int
    private let request: Request
    private let at: Timestamp
    private let expected: ExpectedAnswer?
    private let answered: AnswerRecord?
    private let content: RecordedContent
    /// What the recordings had to say when the request's task ended.
    private var outcome: (miss: String?, isUnused: Bool)?
    private var trail = AnswerTrail()
    /// The planners that serve of which a call was made, or waited for.
    private var called: Set<PlannerName> = []

    init(
        sequence: Int, request: Request, at: Timestamp, expected: ExpectedAnswer?, answered: AnswerRecord?,
        content: RecordedContent
    ) {
        self.content = content
        self.sequence = sequence
        self.request = request
        self.at = at
        self.expected = expected
        self.answered = answered
    }

    func take(_ event: RouterEvent) {
        trail.take(event)
        switch event.kind {
        case .attemptStarted(let attempt), .attemptJoined(let attempt): called.insert(attempt.planner)
        default: break
        }
    }

    /// The request's task has ended.
    func end(_ outcome: (miss: String?, isUnused: Bool)) {
        self.outcome = outcome
    }

    /// Stops waiting for candidates.
    func giveUpShadows() {
        trail.giveUpShadows()
    }

    /// The case, when nothing more can happen to it.
    var finished: Case? {
        guard trail.isComplete, let outcome, let answer = trail.answer, let settledAt = trail.settledAt else {
            return nil
        }
        return Case(
            sequence: sequence, request: request, at: at, expected: expected, answered: answered,
            answer: answer, settledAt: settledAt,
            trail: trail.trail, shadows: trail.proposals.sorted { $0.planner < $1.planner },
            called: called, recordingMiss: outcome.miss, isUnused: outcome.isUnused, hasContent: content == .all)
    }
}
