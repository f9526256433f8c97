package import ToolRouter
package import ToolRouterFormats
import ToolRouterTools

/// One request of a replay, done: what was asked and what came of it.
package final class Case: Sendable {
    /// The place of the request in the recording, from 0.
    package let sequence: Int
    /// What was asked.
    package let request: Request
    /// When it arrived.
    package let at: Timestamp
    /// The right answer, where the recording knows it.
    package let expected: ExpectedAnswer?
    /// What was answered when it was recorded, where the recording says so.
    package let answered: AnswerRecord?
    /// What the router said.
    package let answer: Answer
    /// When it said so.
    package let settledAt: Timestamp
    /// What each stage did, in order.
    package let trail: [String]
    /// What the candidates proposed, sorted by name.
    package let shadows: [(planner: PlannerName, proposal: ShadowProposal)]
    /// The planners that serve of which a call was made, or waited for, each once.
    package let called: [PlannerName]
    /// What the recordings lacked for it.
    package let recordingMiss: String?
    /// Whether it has recorded attempts that the router did not ask for.
    package let isUnused: Bool
    /// Whether question and plan are what was said, and not stand-ins for what a recording does not hold.
    package let hasContent: Bool

    init(
        sequence: Int, request: Request, at: Timestamp, expected: ExpectedAnswer?,
        answered: AnswerRecord? = nil, answer: Answer,
        settledAt: Timestamp, trail: [String], shadows: [(planner: PlannerName, proposal: ShadowProposal)],
        called: [PlannerName], recordingMiss: String?, isUnused: Bool, hasContent: Bool = true
    ) {
        self.hasContent = hasContent
        self.sequence = sequence
        self.request = request
        self.at = at
        self.expected = expected
        self.answered = answered
        self.answer = answer
        self.settledAt = settledAt
        self.trail = trail
        self.shadows = shadows
        self.called = called
        self.recordingMiss = recordingMiss
        self.isUnused = isUnused
    }

    /// What the answer holds, as a table.
    package var rows: ResultSet? { answer.outcome.result?.table }

    /// The answer as goldens keep it. Makes the digests of its rows, which takes longer than all the rest.
    package func makeRecord() -> AnswerRecord {
        AnswerRecord(
            answer, to: request.id, latencyMicroseconds: (settledAt - at).wholeMicroseconds,
            orderMatters: expected?.orderMatters ?? true, trail: trail)
    }

    /// The same, with digests that are remembered.
    func makeRecord(_ digests: inout ResultDigests) -> AnswerRecord {
        AnswerRecord(
            answer, to: request.id, latencyMicroseconds: (settledAt - at).wholeMicroseconds,
            result: rows.map { digests.digest(of: $0, orderMatters: expected?.orderMatters ?? true) }, trail: trail)
    }
}
