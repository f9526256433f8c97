import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Makes lines of requests: what a recording keeps of one, before anything is taken out of it.
struct ExchangeMaker {
    /// The moment that all others count from.
    let epoch: Timestamp
    /// The planner whose attempts need no name.
    let first: PlannerName
    /// What changes whenever a prompt does, by planner; those of no prompt are left out.
    let prompts: [PlannerName: String]
    /// The time a request may take unless it says so itself.
    let patience: Duration
    private var digests = RowDigests()

    init(
        epoch: Timestamp, first: PlannerName, prompts: [PlannerName: String], patience: Duration = .seconds(30)
    ) {
        (self.epoch, self.first, self.prompts, self.patience) = (epoch, first, prompts, patience)
    }

    /// The line of a request as it stands at `now`; nil for one that is not answered.
    mutating func exchange(of open: OpenExchange, at now: Timestamp) -> RecordedExchange? {
        guard let answer = open.answer, let settledAt = open.settledAt else { return nil }
        let request = open.request
        var exchange = RecordedExchange(
            id: request.id, atMicroseconds: microseconds(open.at),
            caller: RecordedCaller(
                tenant: request.caller.tenant, user: request.caller.user, ip: request.caller.ip,
                role: request.caller.role),
            question: request.question, database: request.database, bypassCache: request.bypassCache,
            plan: request.plan.map { RecordedPlan($0) }, deadline: request.deadline.map { max(.zero, $0) })
        for (planner, isCandidate, attempt) in open.attempts(until: now) {
            var attempt = attempt
            attempt.promptSHA256 = prompts[planner]
            if isCandidate {
                exchange.shadow[planner, default: []].append(attempt)
            } else {
                if planner != first { attempt.planner = planner }
                exchange.planner.append(attempt)
            }
        }
        for run in open.runs {
            let latency = max(.zero, run.duration)
            exchange.tools[run.tool, default: []].append(
                run.reply?.call(taking: latency) ?? RecordedToolCall(latency: latency))
        }
        exchange.decisions = open.decisions.map { decision in
            RecordedDecision(
                stage: decision.point.kind.rawValue, candidate: decision.point.candidate,
                atMicroseconds: microseconds(decision.number.at), sequence: decision.number.sequence)
        }
        // A server's timer is a little late, and a replay's is not: what the deadline cut off left at the deadline.
        let most = (exchange.deadline ?? patience).wholeMicroseconds
        let latency = min(most, max(0, settledAt.microseconds - open.at.microseconds))
        if answer.code == .cancelled {
            // What came to pass behind it, before the answer left, was too late.
            let left = open.cancelledAt ?? settledAt
            exchange.hangsUpAfter = .microseconds(min(latency, max(0, left.microseconds - open.at.microseconds)))
        }
        exchange.answered = record(answer, of: request.id, latency, open.trail.trail)
        return exchange
    }

    private func microseconds(_ moment: Timestamp) -> Int64 { max(0, moment.microseconds - epoch.microseconds) }

    private mutating func record(
        _ answer: LeftAnswer, of request: RequestID, _ latency: Int64, _ trail: [String]
    ) -> AnswerRecord {
        AnswerRecord(
            id: request, outcome: answer.outcome, tool: answer.tool, source: answer.source,
            degraded: answer.degraded, code: answer.code, sql: answer.sql, arguments: answer.arguments,
            result: answer.rows.map { digests.digest(of: $0, isTruncated: answer.isTruncated) },
            bill: answer.bill, latencyMicroseconds: latency, trail: trail)
    }
}
