/// What travels with a request through all stages: what was asked, by when it is answered, and what it has spent so far.
struct RequestState: Sendable {
    let request: Request
    /// When it came.
    let arrivedAt: Timestamp
    /// The moment by which the answer leaves.
    let deadline: Timestamp
    /// Whether the caller waits less than the configuration would.
    let hasShorterDeadline: Bool
    /// What the limiter decided; nil before.
    var limits: RateLimitDecision?
    /// What tokens are taken from; nil where none are limited.
    var allowance: Allowance?
    /// What the planner's replies cost.
    var costs = CostMeter()
    /// What the answer cache said; nil before.
    var recall: Recall.Name?
    /// What is left of the time it may wait for stores outside.
    var storePatience: Duration
    /// How long it was at each stage.
    var clock: StageClock
    /// What its planning comes to, for candidates; nil where none is asked.
    var current: CurrentPlan?

    /// The time from the arrival to the deadline.
    var patience: Duration { deadline - arrivedAt }

    /// The moment by which planning ends where something can stand in: that much earlier that it leaves in time.
    var deadlineWithReserve: Timestamp { deadline + (.zero - min(.seconds(1), patience / 10)) }
}

/// What a request was admitted on, where tokens are limited.
final class Allowance: Sendable {
    let caller: RateLimitKeys
    let decision: RateLimitDecision

    init(caller: RateLimitKeys, decision: RateLimitDecision) {
        self.caller = caller
        self.decision = decision
    }
}

/// A question that was let in: folded only then, so that no work is done on what is refused for its size.
struct AdmittedQuestion: Sendable {
    /// The question in its canonical form.
    let text: CanonicalQuestion
    /// What the rules say to it.
    let match: RuleMatch
}

extension Router {
    /// Notes the arrival and sets the deadline.
    func begin(_ request: Request) -> RequestState {
        emit(.received(request), request)
        let now = scheduler.now
        let patience = request.deadline ?? configuration.deadline
        return RequestState(
            request: request, arrivedAt: now, deadline: now + patience,
            hasShorterDeadline: request.deadline.map { $0 < configuration.deadline } ?? false,
            // Whoever waits for less time than usual must not lose it all to a store.
            storePatience: min(configuration.stores.budget, patience / 2), clock: StageClock(at: now))
    }

    func emit(_ kind: RouterEvent.Kind, _ request: Request) {
        observer.observe(RouterEvent(request: request.id, at: scheduler.now, kind))
    }

    func emit(_ kind: RouterEvent.Kind, _ state: RequestState) {
        emit(kind, state.request)
    }

    /// Says that the request has waited for something outside, unless that took under a microsecond: a part that is in the
    /// process is not outside.
    func noteWait(for outside: Outside, _ duration: Duration, _ state: RequestState) {
        if duration >= .microseconds(1) { emit(.waited(outside, duration), state) }
    }

    /// The same for a store, whose waits are taken from the time for them.
    func wait(for outside: Outside, since began: Timestamp, _ state: inout RequestState) {
        let duration = scheduler.now - began
        state.storePatience -= duration
        noteWait(for: outside, duration, state)
    }

    /// Says that the request goes no further, and why.
    func reject(_ error: RouterError, _ state: RequestState) -> RouterError {
        emit(.rejected(error), state)
        return error
    }

    func tool(named name: ToolName) -> (any Tool)? {
        tools.first { $0.name == name }
    }

    /// Does what may wait for the outside, but goes on by the request's deadline and when the caller leaves, whatever the
    /// outside does. What does not wait is done as it is.
    func byDeadline<Value: Sendable>(
        _ state: RequestState, until end: Timestamp? = nil, at stage: Stage, mayWait: Bool = true,
        _ work: @escaping @Sendable () async throws(RouterError) -> Value
    ) async throws(RouterError) -> Value {
        guard mayWait else { return try await work() }
        let tried = { @Sendable () async -> Result<Value, RouterError> in
            do throws(RouterError) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        // What comes too late is of no use.
        let outcome = await DeadlineOutcome.of(
            tried, on: scheduler, by: min(state.deadline, end ?? state.deadline), late: { _ in })
        switch outcome {
        case .finished(let result): return try result.get()
        case .deadlineReached: throw .deadlineExceeded(at: stage)
        case .cancelled: throw .cancelled(at: stage)
        }
    }
}

extension RouterError {
    /// The request's deadline passed at `stage`.
    static func deadlineExceeded(at stage: Stage) -> RouterError {
        let what = stage == .run ? "while the tool ran" : "at stage \(stage.rawValue)"
        return RouterError(.deadlineExceeded, at: stage, "the request's deadline passed \(what)")
    }
}
