import Synchronization
package import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Tells one request's way through the router, stage by stage, with virtual times, and where it broke an invariant.
package final class Explanation: EventObserver, BreachObserver, FaultObserver {
    private struct State {
        var arrival: Timestamp?
        var lines: [String] = []
    }

    private let request: RequestID
    private let state = Mutex(State())

    package init(of request: RequestID) {
        self.request = request
    }

    /// The lines so far; empty when the request never came.
    package var lines: [String] { state.withLock { $0.lines } }

    package func observe(_ event: RouterEvent) {
        guard event.request == request, let (stage, words) = event.kind.explanation else { return }
        add(words, stage, event.at)
    }

    package func observe(_ fault: InjectedFault) {
        guard fault.request == request else { return }
        add(
            "fault \(Excerpt.of(fault.rule)) at \(Excerpt.of(fault.seam.text)): \(fault.words)", fault.seam.stage,
            fault.at)
    }

    private func add(_ words: String, _ stage: Stage?, _ moment: Timestamp) {
        state.withLock { state in
            let arrival = state.arrival ?? moment
            state.arrival = arrival
            state.lines.append(Self.line(moment - arrival, stage?.rawValue ?? "", words))
        }
    }

    package func observe(_ breach: Breach) {
        guard breach.request == request else { return }
        // It comes right after the event that showed it, so it is said below that line.
        let line = Self.line(nil, "broken", "invariant \(breach.invariant): \(Excerpt.visible(breach.words))")
        state.withLock { $0.lines.append(line) }
    }

    /// One line: the time since the arrival, in milliseconds, a word in the column of the stages, and what happened.
    private static func line(_ time: Duration?, _ name: String, _ words: String) -> String {
        let time = time.map { time in
            let microseconds = time.wholeMicroseconds
            let digits = String(microseconds % 1_000)
            return "\(microseconds / 1_000).\(String(repeating: "0", count: 3 - digits.count))\(digits) ms"
        }
        let padding = String(repeating: " ", count: max(0, 14 - (time?.count ?? 0)))
        let gap = String(repeating: " ", count: max(0, 7 - name.count))
        return "\(padding)\(time ?? "")  \(name)\(gap) \(words)"
    }
}

extension RouterEvent.Kind {
    /// The stage and what happened, in words.
    package var explanation: (stage: Stage?, words: String)? {
        switch self {
        case .received(let request):
            let user = request.caller.user.map { ", user \(Excerpt.of($0.text))" } ?? ""
            let tenant = Excerpt.of(request.caller.tenant.text)
            return (nil, "asked by tenant \(tenant)\(user): \(Excerpt.visible(request.question))")
        case .rejected(let error): return (error.stage, "turned away: \(error.words)")
        case .limited(let decision):
            let standing = decision.scope.map {
                "; \($0.rawValue)\(decision.unit == .tokens ? " token" : "") limit: "
                    + "\(decision.remaining) of \(decision.limit) left"
            }
            let alone = decision.isLocal ? ", decided by this process alone" : ""
            return (.admit, (decision.isAllowed ? "admitted" : "refused") + (standing ?? "") + alone)
        case .routed(let route):
            return (.route, route.explanation.joined(separator: "\n" + String(repeating: " ", count: 26)))
        case .recalled(.hit(_, let age)): return (.recall, "hit, \(age.wholeMicroseconds / 1_000) ms old")
        case .recalled(.refresh(_, let age)):
            return (.recall, "hit, \(age.wholeMicroseconds / 1_000) ms old, renewed early by chance")
        case .recalled(.joined): return (.recall, "miss; another request is asking the planner the same")
        case .recalled(.miss): return (.recall, "miss")
        case .recalled(.disapproved(let code)): return (.recall, "the stored plan is refused today: \(code.rawValue)")
        case .recalled(.bypassed): return (.recall, "bypassed")
        case .recalled(.notAsked): return (.recall, "not asked")
        case .circuitRefused(_, let retryAfter):
            return (
                .plan,
                retryAfter.map { "the circuit is open for \($0.waitingWords) more" }
                    ?? "an operator keeps the circuit open"
            )
        case .waited(let outside, let duration):
            return (nil, "waited \(duration.wholeMicroseconds) µs for the \(outside.rawValue)")
        case .storeFailed(let outside, let failure):
            return (nil, "the \(outside.rawValue) has nothing to say: \(failure.words)")
        case .storeChanged(let outside, let transition):
            return (nil, "the \(outside.rawValue)'s circuit: \(transition.words)")
        case .circuitOperated(_, let command): return (.plan, "an operator: \(command.words)")
        case .shadowCircuitOperated(let candidate, let command):
            return (.shadow, "an operator, of the circuit of \(candidate): \(command.words)")
        case .circuitChanged(_, let transition):
            return (.plan, "circuit: \(transition.words)")
        case .attemptRefused(_, .busy(let inFlight)):
            return (.plan, "no attempt: the planner answers \(inFlight) calls already")
        case .attemptRefused(_, .stuck(let abandoned)):
            return (.plan, "no attempt: the planner holds \(abandoned) abandoned calls")
        case .budgetRefused(_, let refusal): return (refusal.payer.stage, refusal.words)
        case .budgetReserved(_, let reservation):
            return (reservation.payer.stage, "\(reservation.amount.usdText) USD put aside for this call")
        case .budgetSettled(_, let reservation, let spending):
            let assumed = spending.assumed == .zero ? "" : ", and an unknown cost as \(spending.assumed.usdText) USD"
            return (
                reservation.payer.stage,
                "\(spending.spent.usdText) USD counted in place of \(reservation.amount.usdText) put aside" + assumed
            )
        case .attemptStarted(let attempt):
            return (.plan, "attempt \(attempt.number) at \(attempt.planner) (\(attempt.model))")
        case .replyStripped(let wrappings):
            return (.plan, "taken off the reply: \(wrappings.map(\.rawValue).joined(separator: ", "))")
        case .attemptEnded(_, .replied(let reply, let bill, let plan), _):
            let tokens = reply.spending + bill.price + reply.ending
            switch plan {
            case .success: return (.plan, "reply: \(tokens)")
            case .failure(let error): return (.plan, "reply without a plan (\(tokens)): \(error.words)")
            }
        case .attemptEnded(_, .failed(let error, let failure, let bill), _):
            return (.plan, "no reply\(failure == nil ? "" : bill.spending): \(error.words)")
        case .attemptJoined(let attempt):
            return (.plan, "waits for the reply of \(attempt.planner) that another request asked for")
        case .joinEnded(_, .replied(_, _, .success), _, pays: false): return (.plan, "that reply, paid elsewhere")
        case .joinEnded(_, .replied(let reply, let bill, .success), _, pays: true):
            return (
                .plan,
                "that reply, to be paid here (\(reply.spending)\(bill.price)): who asked for it has left"
            )
        case .joinEnded(_, .replied(_, _, .failure(let error)), _, pays: false),
            .joinEnded(_, .failed(let error, _, _), _, pays: false):
            return (.plan, "no plan from that reply: \(error.words)")
        case .joinEnded(_, .replied(let reply, let bill, .failure(let error)), _, pays: true):
            return (
                .plan,
                "no plan from that reply, to be paid here (\(reply.spending)\(bill.price)): \(error.words)"
            )
        case .joinEnded(_, .failed(let error, let failure, let bill), _, pays: true):
            return (
                .plan, "no reply, to be paid here\(failure == nil ? "" : bill.spending): \(error.words)"
            )
        case .servedFallback(_, let reason, let age):
            let words = reason.map { "a stale answer stands in: \($0.rawValue)" } ?? "the answer that was to be renewed"
            return (.plan, "\(words), \(age.wholeMicroseconds / 1_000) ms old")
        case .lateReply(_, let reply, _):
            return (.plan, "a reply too late: \(reply.waste)")
        case .lateFailure(_, let failure, let bill):
            return (.plan, "the call that was left behind \(failure.end)\(bill.spending)")
        case .retrying(_, let pause): return (.plan, "asks again in \(pause.millisecondsRoundedUp) ms")
        case .passedOn(let planner, let next, let code):
            return (.plan, "\(next) is asked in place of \(planner): \(code.rawValue)")
        case .recalledFor(let planner, _, let age):
            return (.plan, "an answer that \(planner) planned before, \(age.wholeMicroseconds / 1_000) ms old")
        case .repairing(let planner, let code): return (.guard, "goes back to \(planner) once: \(code.rawValue)")
        case .fellBack(let reason, let rule): return (.plan, "rule \(rule) stands in: \(reason.rawValue)")
        case .planned(let plan, let source):
            return (.plan, "plan from \(source.rawValue): \(Excerpt.of(plan.tool.text)) \(plan.statement)")
        case .clarified(let clarification): return (.plan, "asks back: \(clarification.rawValue)")
        case .approved(_, let footprint): return (.guard, "approved" + footprint.words)
        case .disapproved(let error): return (.guard, "refused: \(error.words)")
        case .ran(_, let result):
            return (.run, result.isTruncated ? "\(result.words), cut short by a budget" : result.words)
        case .runFailed(_, let error): return (.run, error.words)
        case .tokensSettled(let estimate, let spent):
            return (.settle, "\(spent) tokens taken from the allowance, estimated at \(estimate)")
        case .storing: return nil
        case .stored: return (.settle, "stored for the next who asks")
        case .notStored: return (.settle, "not stored: the cache did not take it")
        case .settled(let answer):
            let error = answer.outcome.error.map { "\n\(ProblemDocument($0, request: answer.request).json)" } ?? ""
            // Whose plan it is goes without saying unless it is another one's than usual.
            let planner = answer.degraded == nil ? nil : answer.planner.map { " by \($0)" }
            let degraded = (planner ?? "") + (answer.degraded.map { ", degraded: \($0.rawValue)" } ?? "")
            return (
                .settle,
                "\(answer.outcome.name)\(answer.source.map { " from \($0.rawValue)" } ?? "")\(degraded)\(error)"
            )
        case .shadowStarted(let candidate): return (.shadow, "candidate \(candidate) is asked")
        case .shadowCircuitChanged(let candidate, let transition):
            return (.shadow, "circuit of candidate \(candidate): \(transition.words)")
        case .lateShadowReply(let candidate, let reply, _):
            return (.shadow, "candidate \(candidate) too late: \(reply.waste)")
        case .lateShadowFailure(let candidate, let failure, let bill):
            return (.shadow, "the call of candidate \(candidate) that was left behind \(failure.end)\(bill.spending)")
        case .shadowEnded(let candidate, let proposal):
            switch proposal.plan {
            case .success(let plan):
                return (.shadow, "candidate \(candidate): \(plan.statement)")
            case .failure(let error): return (.shadow, "candidate \(candidate): \(error.words)")
            }
        case .shadowPassedOver(let candidate): return (.shadow, "not in the sample of candidate \(candidate)")
        case .shadowCompared(let candidate, let comparison):
            return (.shadow, "candidate \(candidate) \(comparison.words)")
        // A replay numbers nothing.
        case .decided, .callFinished: return nil
        }
    }
}

extension Bill {
    /// What a reply cost, in words after a word.
    fileprivate var price: String {
        let estimate = cost.status == .estimated ? " (estimated)" : ""
        return ", " + (cost.amount.map { "\($0.usdText) USD\(estimate)" } ?? "cost unknown")
    }

    /// What a call without a reply cost, in words after a word; empty where nothing was written.
    fileprivate var spending: String {
        guard self != .nothing else { return "" }
        return cost.amount.map { ", \(usage.totalInput) + \(usage.totalOutput) tokens, \($0.usdText) USD" }
            ?? ", cost unknown"
    }
}

extension PlannerFailure {
    /// How a call ended that nobody waited for any more.
    fileprivate var end: String {
        switch self {
        case .http(let status, _): "was refused with HTTP \(status)"
        case .connection: "lost its connection"
        case .timeout: "was given up by the provider"
        case .unreadable: "brought what can't be read"
        case .cancelled: "brought no reply"
        case .unavailable: "could not be made"
        case .metered(let failure, _, _): failure.end
        }
    }
}

extension PlannerReply {
    /// What it took, in words.
    fileprivate var spending: String {
        usage.map { "\($0.totalInput) + \($0.totalOutput) tokens" } ?? "tokens unknown"
    }

    /// What a late one took for nothing, in words.
    fileprivate var waste: String {
        usage.map { "\($0.totalOutput) tokens for nothing" } ?? "an unknown number of tokens for nothing"
    }

    /// The provider's word for the end of it, where that is not the usual one.
    fileprivate var ending: String {
        guard let finishReason, finishReason != "stop" else { return "" }
        return ", ended by \(Excerpt.of(finishReason))"
    }
}

extension Plan {
    /// The whole statement; one of several lines begins below the words before it.
    fileprivate var statement: String {
        guard let sql else { return argumentsBesideSQL.map { Excerpt.visible($0) } ?? "no statement" }
        let lines = sql.split(omittingEmptySubsequences: false) { $0.isNewline }.map { Excerpt.visible($0) }
        guard lines.count > 1 else { return lines[0] }
        return lines.map { "\n" + String(repeating: " ", count: 26) + $0 }.joined()
    }
}

extension CircuitBreakerTransition {
    fileprivate var words: String { "\(formerWord) to \(word), \(reason.rawValue)" }
}

extension BudgetPayer {
    /// The stage that its calls are made at.
    fileprivate var stage: Stage {
        switch self {
        case .tenant: .plan
        case .candidate: .shadow
        }
    }
}

extension BudgetRefusal {
    fileprivate var words: String {
        let until = retryAfter.map { "used up for \($0.waitingWords) more" } ?? "never that much"
        return "no money: \(amount.usdText) USD of the \(scope.rawValue) budget of the \(period.rawValue), \(until)"
    }
}

extension RouterError {
    fileprivate var words: String { "\(code.rawValue), \(Excerpt.of(detail))" }
}

extension Footprint {
    /// What it reads and calls, after a word.
    fileprivate var words: String {
        let parts = [("reads", columns.isEmpty ? tables : columns), ("calls", functions)].compactMap { verb, names in
            names.isEmpty ? nil : verb + " " + Self.list(names)
        }
        return parts.isEmpty ? "" : ": " + parts.joined(separator: "; ")
    }

    /// The first names, and how many more there are.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(20).map { Excerpt.of($0) }.joined(separator: ", ")
        return names.count > 20 ? shown + " and \(names.count - 20) more" : shown
    }
}

extension CircuitBreakerCommand {
    fileprivate var words: String {
        switch self {
        case .setMode(let mode): mode.rawValue
        case .open(nil): "open"
        case .open(let duration?): "open for \(duration.millisecondsRoundedUp) ms"
        case .probe: "probe"
        case .reset: "reset"
        }
    }
}
