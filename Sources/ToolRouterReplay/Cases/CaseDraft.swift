import ToolRouter
import ToolRouterFormats

/// A case under way: what has happened to one request so far.
struct CaseDraft {
    let sequence: Int
    let request: Request
    let at: Timestamp
    let expected: ExpectedAnswer?
    /// What the recordings had to say when the request's task ended.
    var outcome: (miss: String?, isUnused: Bool)?
    var openShadows = 0
    private(set) var answer: Answer?
    private var settledAt: Timestamp?
    private var trail: [String] = []
    private var shadows: [(planner: PlannerName, proposal: ShadowProposal)] = []

    init(sequence: Int, request: Request, at: Timestamp, expected: ExpectedAnswer?) {
        self.sequence = sequence
        self.request = request
        self.at = at
        self.expected = expected
    }

    mutating func take(_ event: RouterEvent) {
        if let word = event.happening.trailWord { trail.append(word) }
        switch event.happening {
        case .shadowStarted: openShadows += 1
        case .shadowEnded(let planner, let proposal):
            openShadows -= 1
            shadows.append((planner, proposal))
        case .settled(let settled):
            answer = settled
            settledAt = event.at
        default: break
        }
    }

    /// The case, when nothing more can happen to it.
    var finished: Case? {
        guard openShadows <= 0, let outcome, let answer, let settledAt else { return nil }
        var rows: ResultSet?
        if case .answered(.rows(let result)) = answer.outcome { rows = result }
        let record = AnswerRecord(
            id: request.id, outcome: answer.outcome.name, tool: answer.tool, source: answer.source,
            degraded: answer.degraded, code: answer.outcome.error?.code, sql: answer.plan?.sql, bill: answer.bill,
            latencyMicroseconds: (settledAt - at).wholeMicroseconds, trail: trail)
        return Case(
            sequence: sequence, request: request, at: at, expected: expected, record: record, rows: rows,
            shadows: shadows.sorted { $0.planner < $1.planner }, recordingMiss: outcome.miss,
            isUnused: outcome.isUnused)
    }
}
