import Synchronization
import ToolRouter
import Tracing

/// A request that has not ended, and the spans that are open for it.
final class OpenRequest: Sendable {
    private struct State {
        var plan: (any Span)?
        var attempts: [PlannerAttempt: Timestamp] = [:]
        /// The candidates that are not compared yet.
        var shadows: [PlannerName: OpenShadow] = [:]
        /// When the guard allowed the plan that runs next.
        var approvedAt: Timestamp?
        var hasLeftCalls = false
        var isSettled = false
        var isAbandoned = false
    }

    /// A candidate's call: its span is open until it is known how that compares.
    private struct OpenShadow {
        let startedAt: Timestamp
        /// The span and when the call ended; nil before, and where none was made.
        var call: (span: any Span, endedAt: Timestamp)?

        func end(_ end: String?) {
            guard let call else { return }
            if let end { call.span.attributes[GenAIName.shadowEnd] = end }
            call.span.end(at: call.endedAt.tracing)
        }
    }

    private let root: any Span
    private let tracer: any Tracer
    private let description: CallDescription
    private let state = Mutex(State())

    init(
        _ request: Request, at now: Timestamp, in context: InstrumentationContext, _ tracer: any Tracer,
        _ description: CallDescription
    ) {
        self.tracer = tracer
        self.description = description
        let operation = GenAIName.Operation.workflow.rawValue
        root = tracer.startSpan(
            "\(operation) toolrouter", context: context, ofKind: .server, at: now.tracing)
        guard root.isRecording else { return }
        var attributes: SpanAttributes = [:]
        attributes[GenAIName.operation] = operation
        attributes[GenAIName.workflow] = "toolrouter"
        attributes[GenAIName.request] = request.id.text
        description.describe(question: request.question, in: &attributes)
        root.attributes = attributes
    }

    /// Where its span stands, for spans that are a part of it.
    var context: InstrumentationContext { root.context }
    /// Whether anybody will see the span.
    var isRecording: Bool { root.isRecording }
    /// Whether a call was left behind, whose reply may come after everything else.
    var hasLeftCalls: Bool { state.withLock { $0.hasLeftCalls } }

    /// Takes an event of this request; true when it was the last but for late replies.
    func observe(_ event: RouterEvent) -> Bool {
        state.withLock { state in
            guard !state.isAbandoned else { return false }
            note(event, &state)
            return state.isSettled && state.shadows.isEmpty
        }
    }

    /// Ends its spans here, since its events can't be told from another's from now on.
    func abandon(at now: Timestamp) {
        state.withLock { state in
            guard !state.isAbandoned else { return }
            state.isAbandoned = true
            for candidate in state.shadows.keys.sorted() { state.shadows[candidate]?.end(nil) }
            guard !state.isSettled else { return }
            happened(GenAIName.unfollowedEvent, now, [GenAIName.reason: "same_request_id"])
            endPlan(&state, now, source: nil, error: nil)
            root.end(at: now.tracing)
        }
    }

    private func note(_ event: RouterEvent, _ state: inout State) {
        switch event.kind {
        case .recalled(let recall): root.attributes[GenAIName.cache] = recall.word
        case .circuitChanged(let planner, let transition): changed(planner, transition, event.at)
        case .circuitRefused(let planner, _):
            refused(planner, ErrorCode.circuitOpen.rawValue, event.at, &state)
        case .attemptRefused(let planner, _): refused(planner, "too_many_calls", event.at, &state)
        case .budgetRefused(let planner, let refusal):
            guard case .tenant = refusal.payer else { break }
            refused(planner, ErrorCode.budgetExhausted.rawValue, event.at, &state)
        case .attemptStarted(let attempt), .attemptJoined(let attempt):
            beginPlan(&state, event.at)
            state.attempts[attempt] = event.at
        case .attemptEnded(let attempt, let outcome, let duration):
            ended(attempt, outcome, duration, joined: false, pays: true, event.at, &state)
        case .joinEnded(let attempt, let outcome, let duration, let pays):
            ended(attempt, outcome, duration, joined: true, pays: pays, event.at, &state)
        case .retrying(let planner, let pause):
            happened(
                GenAIName.retryEvent, event.at,
                [GenAIName.planner: .string(planner.text), GenAIName.pause: .int64(pause.wholeMicroseconds)])
        case .passedOn(_, let next, let code):
            happened(
                GenAIName.nextPlannerEvent, event.at,
                [GenAIName.planner: .string(next.text), GenAIName.reason: .string(code.rawValue)])
        case .recalledFor(let planner, _, _):
            happened(
                GenAIName.fallbackEvent, event.at,
                [GenAIName.planner: .string(planner.text), GenAIName.reason: "recalled"])
        case .repairing(let planner, let code):
            happened(
                GenAIName.repairEvent, event.at,
                [GenAIName.planner: .string(planner.text), GenAIName.reason: .string(code.rawValue)])
        case .servedFallback(_, let reason, _):
            happened(GenAIName.fallbackEvent, event.at, [GenAIName.reason: .string(reason?.rawValue ?? "refresh")])
        case .fellBack(let reason, _):
            happened(GenAIName.fallbackEvent, event.at, [GenAIName.reason: .string(reason.rawValue)])
        case .planned(_, let source): endPlan(&state, event.at, source: source, error: nil)
        case .approved: state.approvedAt = event.at
        case .ran(let plan, let result): ran(plan, .success(result), event.at, &state)
        case .runFailed(let plan, let error): ran(plan, .failure(error), event.at, &state)
        case .settled(let answer): settled(answer, event.at, &state)
        case .shadowStarted(let candidate): state.shadows[candidate] = OpenShadow(startedAt: event.at)
        case .shadowEnded(let candidate, let proposal): ended(candidate, proposal, event.at, &state)
        case .shadowCompared(let candidate, let comparison):
            state.shadows.removeValue(forKey: candidate)?.end(comparison.end.rawValue)
        case .received, .rejected, .limited, .routed, .circuitOperated, .replyStripped, .lateReply, .lateFailure,
            .clarified, .disapproved, .waited, .storeFailed, .storeChanged, .tokensSettled, .budgetReserved,
            .budgetSettled, .storing, .stored,
            .notStored, .shadowCircuitOperated, .shadowCircuitChanged, .lateShadowReply, .lateShadowFailure,
            .decided, .callFinished, .shadowPassedOver:
            break
        }
    }

    // MARK: Planning

    private func beginPlan(_ state: inout State, _ now: Timestamp) {
        guard state.plan == nil, !state.isSettled else { return }
        let operation = GenAIName.Operation.plan.rawValue
        let plan = tracer.startSpan(
            "\(operation) toolrouter", context: root.context, ofKind: .internal, at: now.tracing)
        plan.attributes[GenAIName.operation] = operation
        state.plan = plan
    }

    private func endPlan(_ state: inout State, _ now: Timestamp, source: AnswerSource?, error: ErrorCode?) {
        guard let plan = state.plan else { return }
        if let source { plan.attributes[GenAIName.source] = source.rawValue }
        if let error {
            plan.attributes[GenAIName.errorType] = error.rawValue
            plan.setStatus(SpanStatus(code: .error))
        }
        plan.end(at: now.tracing)
        state.plan = nil
    }

    private func ended(
        _ attempt: PlannerAttempt, _ outcome: AttemptOutcome, _ duration: Duration, joined: Bool, pays: Bool,
        _ now: Timestamp, _ state: inout State
    ) {
        let start = state.attempts.removeValue(forKey: attempt) ?? now + (.zero - duration)
        var call = ModelCall(
            model: attempt.model, planner: attempt.planner, role: "current", start: start, end: start + duration)
        if case .failed(let error, let failure, _) = outcome {
            call.error = error.code
            // What the planner says of it is still to come.
            if failure == nil { state.hasLeftCalls = true }
        }
        call.write(to: tracer, in: state.plan?.context ?? root.context, description) { attributes in
            attributes[GenAIName.attempt] = attempt.number
            if joined { attributes[GenAIName.joined] = true }
            switch outcome {
            case .replied(let reply, let bill, let plan):
                description.describe(reply, in: &attributes)
                if pays { description.describe(bill, reply.usage, in: &attributes) }
                if case .failure(let error) = plan { attributes[GenAIName.errorCode] = error.code.rawValue }
            case .failed(_, let failure, let bill):
                if pays { description.describe(bill, failure?.usage, in: &attributes) }
            }
        }
    }

    private func ended(_ candidate: PlannerName, _ proposal: ShadowProposal, _ now: Timestamp, _ state: inout State) {
        let start = state.shadows[candidate]?.startedAt ?? now + (.zero - proposal.duration)
        guard proposal.wasAsked else { return }
        var call = ModelCall(
            model: proposal.bill.pricedModel, planner: candidate, role: "shadow", start: start, end: now)
        if proposal.reply == nil, case .failure(let error) = proposal.plan {
            call.error = error.code
            if proposal.failure == nil { state.hasLeftCalls = true }
        }
        let span = call.begin(with: tracer, in: root.context, description) { attributes in
            let usage = proposal.reply.map(\.usage) ?? proposal.failure?.usage
            description.describe(proposal.bill, usage, in: &attributes)
            guard let reply = proposal.reply else { return }
            description.describe(reply, in: &attributes)
            if case .failure(let error) = proposal.plan { attributes[GenAIName.errorCode] = error.code.rawValue }
        }
        state.shadows[candidate, default: OpenShadow(startedAt: start)].call = (span, now)
    }

    // MARK: Running

    private func ran(_ plan: Plan, _ result: Result<ToolResult, RouterError>, _ now: Timestamp, _ state: inout State) {
        let operation = GenAIName.Operation.tool.rawValue
        let span = tracer.startSpan(
            "\(operation) \(plan.tool)", context: root.context, ofKind: .internal,
            at: (state.approvedAt ?? now).tracing)
        state.approvedAt = nil
        var attributes: SpanAttributes = [:]
        attributes[GenAIName.operation] = operation
        attributes[GenAIName.tool] = plan.tool.text
        attributes[GenAIName.toolType] = "datastore"
        description.describe(arguments: plan.arguments, in: &attributes)
        switch result {
        case .success(let result):
            attributes[GenAIName.rows] = result.rowCount
            attributes[GenAIName.truncated] = result.isTruncated
        case .failure(let error):
            attributes[GenAIName.errorType] = error.code.rawValue
            span.setStatus(SpanStatus(code: .error))
        }
        span.attributes = attributes
        span.end(at: now.tracing)
    }

    // MARK: The end

    private func settled(_ answer: Answer, _ now: Timestamp, _ state: inout State) {
        let error = answer.outcome.error
        endPlan(&state, now, source: nil, error: error?.code)
        root.updateAttributes { attributes in
            attributes[GenAIName.outcome] = answer.outcome.name
            attributes[GenAIName.tool] = answer.tool?.text
            attributes[GenAIName.source] = answer.source?.rawValue
            attributes[GenAIName.planner] = answer.planner?.text
            attributes[GenAIName.degraded] = answer.degraded?.rawValue
            attributes[GenAIName.errorCode] = error?.code.rawValue
            attributes[GenAIName.errorStage] = error?.stage.rawValue
            description.describe(request: answer.bill.cost, in: &attributes)
            // What the caller did wrong is no failure of this service.
            if case .failed(let error) = answer.outcome { attributes[GenAIName.errorType] = error.code.rawValue }
        }
        if case .failed = answer.outcome { root.setStatus(SpanStatus(code: .error)) }
        root.end(at: now.tracing)
        state.isSettled = true
    }

    private func refused(_ planner: PlannerName, _ reason: String, _ now: Timestamp, _ state: inout State) {
        beginPlan(&state, now)
        happened(
            GenAIName.refusedCallEvent, now,
            [GenAIName.planner: .string(planner.text), GenAIName.reason: .string(reason)])
    }

    private func changed(_ planner: PlannerName, _ transition: CircuitBreakerTransition, _ now: Timestamp) {
        guard transition.from != transition.to else { return }
        happened(
            GenAIName.circuitEvent, now,
            [
                GenAIName.planner: .string(planner.text),
                GenAIName.circuitState: .string(transition.to.rawValue),
                GenAIName.reason: .string(transition.reason.rawValue),
            ])
    }

    private func happened(_ name: String, _ now: Timestamp, _ attributes: [String: SpanAttribute]) {
        root.addEvent(SpanEvent(name: name, at: now.tracing, attributes: SpanAttributes(attributes)))
    }
}

extension Recall {
    /// The word for it on a span.
    fileprivate var word: String {
        switch self {
        case .hit: "hit"
        case .refresh: "refresh"
        case .miss: "miss"
        case .joined: "joined"
        case .disapproved: "disapproved"
        case .bypassed: "bypassed"
        case .notAsked: "not_asked"
        }
    }
}
