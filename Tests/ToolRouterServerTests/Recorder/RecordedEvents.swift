import ToolRouter

/// Events of one request, made by hand, a microsecond apart unless said otherwise.
struct RecordedEvents {
    let request: Request
    private(set) var all: [RouterEvent] = []
    private(set) var now: Timestamp
    private var sequence: Int64 = 0

    init(_ id: RequestID = "q-1", question: String = "How many?", at moment: Timestamp) {
        request = Request(id: id, caller: Caller(tenant: "acme", user: "ana", ip: "192.0.2.1"), question: question)
        now = moment
        add(.received(request))
    }

    mutating func wait(_ microseconds: Int64) {
        now = now + .microseconds(microseconds)
    }

    mutating func add(_ kind: RouterEvent.Kind) {
        all.append(RouterEvent(request: request.id, at: now, kind))
    }

    @discardableResult
    mutating func decide(_ kind: DecisionPoint.Kind, of candidate: PlannerName? = nil) -> DecisionNumber {
        let number = DecisionNumber(sequence: sequence, at: now)
        sequence += 1
        add(.decided(Decision(DecisionPoint(kind, candidate: candidate), number)))
        return number
    }

    /// Asks a planner, which says something after so many microseconds.
    mutating func call(
        _ planner: PlannerName, taking microseconds: Int64, _ result: Result<PlannerReply, PlannerFailure>
    ) {
        let asked = decide(.ask)
        add(.attemptStarted(PlannerAttempt(number: 1, planner: planner, model: "m")))
        wait(microseconds)
        let ended = decide(.reply)
        add(
            .callFinished(
                FinishedCall(
                    planner: planner, isCandidate: false, model: "m", asked: asked, ended: ended, result: result)))
    }

    mutating func settle(_ outcome: Answer.Outcome, plan: Plan? = nil) {
        decide(.settle)
        wait(1)
        add(.settled(Answer(request: request.id, outcome: outcome, plan: plan, bill: .nothing)))
    }

    static let rows = ResultSet(columns: ["n"], rows: [[.integer(3)]])
    static let plan = Plan(tool: "sql", arguments: ["sql": .string("SELECT 3")])

    static func reply(_ text: String = "{}") -> Result<PlannerReply, PlannerFailure> {
        .success(
            PlannerReply(
                text: text, model: "m-2026", usage: TokenUsage(input: 10, output: 5), finishReason: "stop"))
    }
}
