package import Logging
import Synchronization
package import ToolRouter
import ToolRouterFormats

/// Writes down what those who run a server want to know of: circuits that open and close, answers that are second best,
/// failures, and limits that refuse. Of a usual request there is one line, on the level `debug` only.
///
/// No line holds a question, a statement or a name of a caller; and what can happen to every request has a bound of lines a
/// second, beyond which they are counted.
package final class EventLog: EventObserver {
    /// The most lines a second of one kind.
    private static let most = 10

    /// The kinds of lines that can come with every request.
    private enum Kind: Int, CaseIterable {
        case limited, degraded, failed, attemptFailed, passedOn, budgetRefused, storeFailed, candidateDiffers
    }

    private struct State {
        var budgets = Kind.allCases.map { _ in LineBudget(most: EventLog.most) }
        /// The traces that callers named, of requests under way.
        var traces: [RequestID: TraceContext] = [:]
    }

    private let logger: Logger
    private let state = Mutex(State())

    package init(_ logger: Logger) {
        self.logger = logger
    }

    package func observe(_ event: RouterEvent) {
        switch event.kind {
        case .received(let request):
            guard let trace = request.trace else { return }
            state.withLock { $0.traces[request.id] = trace }
        case .circuitChanged(let name, let transition): changed(transition, of: name, event)
        case .shadowCircuitChanged(let name, let transition): changed(transition, of: name, event)
        case .circuitOperated(let name, _), .shadowCircuitOperated(let name, _):
            note(.info, "an operator commanded a circuit", event, ["planner": name.text])
        case .storeChanged(let outside, let transition):
            // That it was tried again, and is as it was, is no change.
            guard transition.from == .closed || transition.to == .closed else { return }
            note(
                transition.to == .open ? .warning : .info, "a store changed", event,
                [
                    "store": outside.rawValue, "from": transition.formerWord, "to": transition.word,
                    "reason": transition.reason.rawValue, "failures": "\(transition.counts.failures)",
                ])
        case .storeFailed(let outside, let failure):
            guard failure.isFault else { return }
            note(
                .storeFailed, .info, "a store had nothing to say", event,
                ["store": outside.rawValue, "reason": failure.rawValue])
        case .limited(let decision):
            guard !decision.isAllowed, let scope = decision.scope else { return }
            note(
                .limited, .info, "a limit refused a request", event,
                ["scope": scope.rawValue, "unit": decision.unit.rawValue])
        case .budgetRefused(let name, let refusal):
            note(
                .budgetRefused, .warning, "a budget has no room for a call", event,
                ["planner": name.text, "scope": refusal.scope.rawValue, "period": refusal.period.rawValue])
        case .attemptEnded(let attempt, .failed(let error, let failure, _), _):
            var fields = [
                "planner": attempt.planner.text, "model": attempt.model, "attempt": "\(attempt.number)",
                "code": error.code.rawValue,
            ]
            if case .unavailable(let why)? = failure { fields["why"] = Excerpt.of(why) }
            note(.attemptFailed, .info, "an attempt at a planner failed", event, fields)
        case .passedOn(let former, let next, let code):
            note(
                .passedOn, .info, "the next planner is asked", event,
                ["from": former.text, "to": next.text, "code": code.rawValue])
        case .settled(let answer): settled(answer, event)
        case .shadowCompared(let candidate, let comparison)
        where comparison.end == .different || comparison.end == .otherTool:
            var fields = [
                "candidate": candidate.text, "planner": comparison.currentPlanner.text, "end": comparison.end.rawValue,
                "current_verdict": comparison.current.name.rawValue,
                "candidate_verdict": comparison.candidate.name.rawValue,
            ]
            if let hasSameReads = comparison.hasSameReads { fields["same_reads"] = "\(hasSameReads)" }
            note(.candidateDiffers, .info, "a candidate differs", event, fields)
        default: break
        }
    }

    private func changed(_ transition: CircuitBreakerTransition, of planner: PlannerName, _ event: RouterEvent) {
        note(
            transition.to == .open ? .warning : .info, "a circuit changed", event,
            [
                "planner": planner.text, "from": transition.formerWord, "to": transition.word,
                "reason": transition.reason.rawValue, "calls": "\(transition.counts.calls)",
                "failures": "\(transition.counts.failures)",
            ])
    }

    private func settled(_ answer: Answer, _ event: RouterEvent) {
        if answer.trace != nil { _ = state.withLock { $0.traces.removeValue(forKey: answer.request) } }
        let trace = answer.trace
        if case .failed(let error) = answer.outcome, error.code != .cancelled {
            note(
                .failed, .warning, "a request failed", event,
                ["code": error.code.rawValue, "stage": error.stage.rawValue], trace: trace)
        } else if let degraded = answer.degraded {
            note(
                .degraded, .info, "an answer is second best", event,
                [
                    "degraded": degraded.rawValue, "source": answer.source?.rawValue ?? "none",
                    "planner": answer.planner?.text ?? "none",
                ], trace: trace)
        } else if logger.logLevel <= .debug {
            note(
                .debug, "a request was answered", event,
                [
                    "outcome": answer.outcome.name, "source": answer.source?.rawValue ?? "none",
                    "code": answer.outcome.error?.code.rawValue ?? "none",
                ], trace: trace)
        }
    }

    /// Writes a line of a kind that has a bound.
    private func note(
        _ kind: Kind, _ level: Logger.Level, _ message: String, _ event: RouterEvent, _ fields: [String: String],
        trace: TraceContext? = nil
    ) {
        guard logger.logLevel <= level else { return }
        let (isWritten, leftOut) = state.withLock { $0.budgets[kind.rawValue].take(at: event.at) }
        guard isWritten else { return }
        let more = leftOut == 0 ? [:] : ["left_out_before": "\(leftOut)"]
        note(level, message, event, fields.merging(more) { $1 }, trace: trace)
    }

    private func note(
        _ level: Logger.Level, _ message: String, _ event: RouterEvent, _ fields: [String: String],
        trace: TraceContext? = nil
    ) {
        guard logger.logLevel <= level else { return }
        let trace = trace ?? state.withLock { $0.traces[event.request] }
        var metadata: Logger.Metadata = fields.mapValues { .string($0) }
        metadata["request_id"] = .string(event.request.text)
        metadata["trace_id"] = .string(TraceName.of(event.request, trace))
        logger.log(level: level, "\(message)", metadata: metadata)
    }
}
