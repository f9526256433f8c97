import ToolRouter
import ToolRouterFormats

/// A case under way: what has happened to one request so far. Its book changes it, under its lock.
final class CaseDraft {
    /// A value, so that one event is one access to the object.
    private var progress: Progress

    init(
        sequence: Int, request: Request, at: Timestamp, expected: ExpectedAnswer?, answered: AnswerRecord?,
        content: RecordedContent
    ) {
        progress = Progress(
            sequence: sequence, request: request, at: at, expected: expected, answered: answered, content: content)
    }

    /// Takes the next event; the case when nothing more can happen to it.
    func take(_ event: RouterEvent) -> Case? { progress.take(event) }

    /// The request's task has ended; the case when nothing more can happen to it.
    func end(_ outcome: (miss: String?, isUnused: Bool)) -> Case? { progress.end(outcome) }

    /// Stops waiting for candidates; the case when nothing more can happen to it.
    func giveUpShadows() -> Case? { progress.giveUpShadows() }
}

extension CaseDraft {
    private struct Progress {
        let sequence: Int
        let request: Request
        let at: Timestamp
        let expected: ExpectedAnswer?
        let answered: AnswerRecord?
        let content: RecordedContent
        /// What the recordings had to say when the request's task ended.
        private var outcome: (miss: String?, isUnused: Bool)?
        private var trail = AnswerTrail()
        /// The planners that serve of which a call was made, or waited for.
        private var called: [PlannerName] = []

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

        mutating func take(_ event: RouterEvent) -> Case? {
            trail.take(event)
            switch event.kind {
            case .attemptStarted(let attempt), .attemptJoined(let attempt):
                if !called.contains(attempt.planner) { called.append(attempt.planner) }
            default: break
            }
            return finished()
        }

        mutating func end(_ outcome: (miss: String?, isUnused: Bool)) -> Case? {
            self.outcome = outcome
            return finished()
        }

        mutating func giveUpShadows() -> Case? {
            trail.giveUpShadows()
            return finished()
        }

        /// Mutating although it changes nothing: a reader of an object's value copies it first.
        private mutating func finished() -> Case? {
            guard let outcome, trail.isComplete, let answer = trail.answer, let settledAt = trail.settledAt else {
                return nil
            }
            let proposals = trail.proposals
            return Case(
                sequence: sequence, request: request, at: at, expected: expected, answered: answered,
                answer: answer, settledAt: settledAt, trail: trail.trail,
                shadows: proposals.count > 1 ? proposals.sorted { $0.planner < $1.planner } : proposals,
                called: called, recordingMiss: outcome.miss, isUnused: outcome.isUnused, hasContent: content == .all)
        }
    }
}
