/// What became of asking a candidate about a request, beside what the first attempt at the current planner came to:
/// exactly one for each request in its sample. Nothing of it was run.
public struct ShadowComparison: Sendable {
    /// What the candidate said, and what that took: without the text of its reply, and where its plan is larger than
    /// `largestPlan`, without the arguments of that.
    public var proposal: ShadowProposal
    /// How far it came.
    public var end: ShadowEnd
    /// What the guard says to the candidate's plan.
    public var candidate: PlanVerdict
    /// What the guard said to the current planner's plan, the one of its first attempt.
    public var current: PlanVerdict
    /// The planner whose plan that is: the first of those that serve.
    public var currentPlanner: PlannerName
    /// The tool of the current planner's plan; nil where it has none.
    public var currentTool: ToolName?
    /// Whether both plans read the same; nil where that is not known, since one of them was not approved. Plans that read the
    /// same and differ otherwise are no less different.
    public var hasSameReads: Bool?
    /// What that attempt cost.
    public var currentBill: Bill
    /// How long the request waited for it.
    public var currentDuration: Duration
    /// How many requests the candidate could have been asked about since the last one it was, this one included.
    public var eligible: Int

    /// The largest plan that is compared, in bytes of its arguments: it is held until the request has concluded.
    public static let largestPlan = 65_536

    package init(
        proposal: ShadowProposal, end: ShadowEnd, candidate: PlanVerdict, current: PlanVerdict,
        currentPlanner: PlannerName, currentTool: ToolName? = nil, hasSameReads: Bool? = nil,
        currentBill: Bill = .nothing,
        currentDuration: Duration = .zero, eligible: Int = 1
    ) {
        self.proposal = proposal
        self.end = end
        self.candidate = candidate
        self.current = current
        self.currentPlanner = currentPlanner
        self.currentTool = currentTool
        self.hasSameReads = hasSameReads
        self.currentBill = currentBill
        self.currentDuration = currentDuration
        self.eligible = eligible
    }
}
