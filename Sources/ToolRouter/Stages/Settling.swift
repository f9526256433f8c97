import Synchronization

/// How a request ends: what its answer says, and what is kept of it.
///
/// An object, as all that is large and handed from stage to stage: an async function keeps room for each value that it ever has in hand,
/// and that room is taken from the heap for each request and held as long as a planner is waited for.
final class Conclusion: Sendable {
    let outcome: Answer.Outcome
    /// The plan; nil when there is none.
    let proposal: Proposal?
    /// What the call touched; nil when none ran.
    let footprint: Footprint?
    /// What is stored as soon as the answer has left, and under which key.
    let stores: (key: CacheKey, answer: StoredAnswer)?

    init(
        _ outcome: Answer.Outcome, _ proposal: Proposal? = nil, footprint: Footprint? = nil,
        stores: (key: CacheKey, answer: StoredAnswer)? = nil
    ) {
        self.outcome = outcome
        self.proposal = proposal
        self.footprint = footprint
        self.stores = stores
    }

    convenience init(_ error: RouterError) {
        self.init(Answer.Outcome(error))
    }

    /// A fresh answer of the cache.
    convenience init(hit: StoredAnswer, of planner: PlannerName) {
        self.init(.answered(hit.result), Proposal(plan: hit.plan, source: .cache, planner: planner))
    }
}

extension Router {
    /// Puts the allowance right, has the record of it written, and lets the answer leave; then it is stored, if it may be.
    func settle(_ conclusion: Conclusion, _ state: RequestState) async -> Answer {
        await settleAllowance(state)
        let proposal = conclusion.proposal
        var answer = Answer(
            request: state.request.id, outcome: conclusion.outcome, tool: proposal?.plan.tool,
            source: proposal?.source, planner: proposal?.planner, plan: proposal?.plan, degraded: proposal?.degraded,
            bill: state.costs.bill,
            limits: state.limits, trace: state.request.trace)
        let record = AuditRecord(
            request: state.request, at: scheduler.now,
            .answer(
                answer,
                AuditRecord.Course(
                    arrivedAt: state.arrivedAt, planner: proposal?.planner ?? gateways[0].name, recall: state.recall,
                    footprint: conclusion.footprint, durations: state.clock.durations)))
        let isRecorded = if let audit { await isWritten(record, in: audit, by: state.deadline) } else { true }
        noteWait(for: .audit, scheduler.now - record.at, state)
        guard isRecorded else {
            // It must not leave without its record.
            answer.outcome = Answer.Outcome(.auditUnavailable(at: .settle))
            return await leave(answer, state)
        }
        guard let (key, stored) = conclusion.stores else { return await leave(answer, state) }
        emit(.storing(key, stored), state)
        defer { storeLater(stored, under: key, state.request) }
        return await leave(answer, state)
    }

    /// Whether `record` is written by `deadline`, or at least within `recordPatience`, whatever becomes of the calling task. A log that says
    /// nothing holds up nobody for ever.
    private func isWritten(_ record: AuditRecord, in audit: any AuditLog, by deadline: Timestamp) async -> Bool {
        let written = WrittenRecord()
        audit.append(record) { written.put($0) }
        if let isWritten = written.word { return isWritten }
        let end = max(deadline, record.at + Router.recordPatience)
        guard await scheduler.verdict(of: written.race(), by: end) == .cancelled else { return written.word ?? false }
        // Who left has his record all the same. In a task of its own, which nobody cancels.
        return await withUnsafeContinuation { continuation in
            scheduler.spawn { [scheduler] in
                _ = await scheduler.verdict(of: written.race(), by: end)
                continuation.resume(returning: written.word ?? false)
            }
        }
    }

    /// What an answer waits for its record even when its deadline has come.
    package static let recordPatience = Duration.seconds(1)

    private func leave(_ answer: Answer, _ state: RequestState) async -> Answer {
        await turn(.settle, state.request)
        tell(decisions?.number(), of: .settle, state.request)
        emit(.settled(answer), state)
        requestCount.withLock { $0 -= 1 }
        return answer
    }

    /// Puts right the estimate that the request was admitted on, now that its tokens are known.
    private func settleAllowance(_ state: RequestState) async {
        guard let allowance = state.allowance else { return }
        let estimate = allowance.decision.tokens
        // What nobody has counted was not nothing: the estimate stands.
        let known = state.costs.bill.usage.total
        let spent = state.costs.isMetered ? known : max(known, estimate)
        await spend(spent - estimate, allowance, state.request)
        emit(.tokensSettled(estimate: estimate, spent: spent), state)
    }

    /// Takes what a call used that was left behind from the allowance that its request was admitted on, and records it.
    ///
    /// - Parameter usage: its tokens; nil where nobody knows, and then they are as many as were estimated.
    func settleLate(
        _ usage: TokenUsage?, _ bill: Bill, of attempt: PlannerAttempt, _ request: Request, _ allowance: Allowance?
    ) {
        audit?.note(AuditRecord(request: request, at: scheduler.now, .lateUsage(attempt, bill)))
        guard let allowance else { return }
        let spent = usage?.total ?? allowance.decision.tokens
        scheduler.spawn { [self] in await spend(spent, allowance, request) }
    }

    /// What may be stored of a run that began at `began`: a complete result of the planner's own plan, for as long as it stays
    /// true; never a fallback, a failure or a truncated answer, nor for others what depends on the caller. Of those who shared a
    /// reply, the one who answers for it stores.
    func storable(
        _ result: ToolResult, _ footprint: Footprint, from began: Timestamp, _ proposal: Proposal, _ route: Route,
        _ state: RequestState
    ) -> (key: CacheKey, answer: StoredAnswer)? {
        guard answers != nil, let key = proposal.storesUnder, proposal.source == .planner, !result.isTruncated,
            !footprint.dependsOnCaller || configuration.cacheScope == .user,
            // The key holds nothing of the data of a tool that the rules did not choose.
            route.tool == nil || route.tool == proposal.plan.tool
        else { return nil }
        let now = scheduler.now
        let ends = [footprint.clock.validUntil(from: began), footprint.lifetime.map { began + $0 }]
        let end = ends.compactMap { $0 }.min()
        if let end, end <= now { return nil }
        let answer = StoredAnswer(
            plan: proposal.plan, result: result, storedAt: now, load: now - state.arrivedAt, validUntil: end)
        return (key, answer)
    }

}

extension RouterError {
    /// The error of a request whose record can't be written.
    static func auditUnavailable(at stage: Stage) -> RouterError {
        RouterError(
            .auditUnavailable, at: stage, "the audit log takes no records at the moment",
            hint: "ask again in \(overloadPause.millisecondsRoundedUp) ms", retryAfter: overloadPause)
    }
}

/// What an audit log says of one record.
private final class WrittenRecord: Sendable {
    private struct State {
        var word: Bool?
        /// Those who wait for it.
        var races: [DeadlineRace] = []
    }

    private let state = Mutex(State())

    /// What it has said; nil as long as it says nothing.
    var word: Bool? { state.withLock(\.word) }

    func put(_ isWritten: Bool) {
        let races = state.withLock { state in
            state.word = isWritten
            defer { state.races = [] }
            return state.races
        }
        for race in races { race.finish() }
    }

    /// A race that it finishes.
    func race() -> DeadlineRace {
        let race = DeadlineRace()
        let isOver = state.withLock { state in
            if state.word == nil { state.races.append(race) }
            return state.word != nil
        }
        if isOver { race.finish() }
        return race
    }
}
