/// A call to a planner that has ended, whoever still waited for it. A recorder is told each, once, by the request that made it.
public struct FinishedCall: Sendable {
    /// Who was asked.
    public var planner: PlannerName
    /// Whether that was a candidate.
    public var isCandidate: Bool
    /// The model that was asked for.
    public var model: String
    /// When it was made: the number of its decision `ask`.
    public var asked: DecisionNumber
    /// When it ended: the number of its decision `reply`.
    public var ended: DecisionNumber
    /// What the planner said.
    public var result: Result<PlannerReply, PlannerFailure>

    public init(
        planner: PlannerName, isCandidate: Bool, model: String, asked: DecisionNumber, ended: DecisionNumber,
        result: Result<PlannerReply, PlannerFailure>
    ) {
        self.planner = planner
        self.isCandidate = isCandidate
        self.model = model
        self.asked = asked
        self.ended = ended
        self.result = result
    }
}
