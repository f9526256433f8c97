package import ToolRouter
package import ToolRouterFormats

/// One request of a replay, done: what was asked and what came of it.
package struct Case: Sendable {
    /// The place of the request in the recording, from 0.
    package let sequence: Int
    /// What was asked.
    package let request: Request
    /// When it arrived.
    package let at: Timestamp
    /// The right answer, where the recording knows it.
    package let expected: ExpectedAnswer?
    /// The answer as goldens keep it; without its rows until `digestRows`.
    package var record: AnswerRecord
    /// The rows of the answer.
    package let rows: ResultSet?
    /// What the candidates proposed, sorted by name.
    package let shadows: [(planner: PlannerName, proposal: ShadowProposal)]
    /// What the recordings lacked for it.
    package let recordingMiss: String?
    /// Whether it has recorded attempts that nobody asked for.
    package let isUnused: Bool

    /// Adds the rows to the record.
    package mutating func digestRows() {
        record.result = rows.map { ResultDigest($0, orderMatters: expected?.orderMatters ?? true) }
    }
}
