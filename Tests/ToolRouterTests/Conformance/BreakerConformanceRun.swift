import RouterTesting
import Testing

@testable import ToolRouter

/// Takes a circuit through the steps of one case.
final class BreakerConformanceRun {
    private let row: BreakerRow
    private var breaker: CircuitBreaker
    private var inFlight: [String: CircuitBreakerPermit] = [:]
    /// Permits that were acquired and are neither settled nor released, the oldest first.
    private var acquired: [CircuitBreakerPermit] = []
    /// How often each event has happened.
    private var events: [String: Int] = [:]

    init(_ row: BreakerRow) {
        self.row = row
        breaker = CircuitBreaker(row.configuration)
    }

    func run() {
        for (number, step) in row.row.steps.enumerated() {
            let now = Timestamp(microseconds: step.time * 1_000)
            let asserted = StepAssertions(of: step, in: row.row, number: number)
            let id = step.arguments["id"]?.string ?? ""
            let before = breaker.lastTransition
            let wordBefore = state(at: now)
            switch step.operation {
            case "call":
                if let permit = admit(asserted, at: now) { settle(permit, step, at: now) }
            case "begin":
                inFlight[id] = admit(asserted, at: now)
            case "acquire":
                if let permit = admit(asserted, at: now) { acquired.append(permit) }
            case "end":
                if let permit = inFlight.removeValue(forKey: id) { settle(permit, step, at: now) }
            case "record":
                record(step, at: now)
            case "release":
                if !acquired.isEmpty { note(breaker.settle(acquired.removeFirst(), .neutral, at: now)) }
            case "force", "reset":
                acquired = []
                force(step, asserted, at: now)
            default:
                break
            }
            check(asserted, at: now)
            if step.operation == "observe" {
                // gobreaker's read makes the transition; ours shows where a call would find the circuit.
                asserted.check("transition", .array([.string("open"), .string(state(at: now))]))
            } else {
                let transition = breaker.lastTransition == before ? nil : breaker.lastTransition
                asserted.check("transition", .array([.string(wordBefore), .string(transition?.word ?? "none")]))
            }
            asserted.finish()
        }
    }

    private func admit(_ asserted: StepAssertions, at now: Timestamp) -> CircuitBreakerPermit? {
        let state = state(at: now)
        var permit: CircuitBreakerPermit?
        if case .permitted(let admitted, let transition) = breaker.admit(at: now) {
            permit = admitted
            note(transition)
        }
        asserted.check("permitted", .bool(permit != nil))
        let error = permit == nil ? (state == "half_open" ? "too_many_requests" : "open") : nil
        asserted.check("error", error.map { .string($0) })
        return permit
    }

    private func settle(_ permit: CircuitBreakerPermit, _ step: ConformanceStep, at now: Timestamp) {
        guard let outcome = row.classes.outcome(of: step) else { return }
        var permit = permit
        if let duration = step.arguments["duration_ms"]?.integer {
            permit = CircuitBreakerPermit(
                generation: permit.generation, probe: permit.probe, since: now.nanoseconds - duration * 1_000_000)
        }
        note(breaker.settle(permit, outcome, at: now))
    }

    /// Counts the event that a transition is, and the one that its reason is in closed circuits of resilience4j.
    private func note(_ transition: CircuitBreakerTransition?) {
        guard let transition else { return }
        events["state_transition", default: 0] += 1
        if transition.reason == .failureRatio { events["failure_rate_exceeded", default: 0] += 1 }
        if transition.reason == .slowRatio { events["slow_call_rate_exceeded", default: 0] += 1 }
    }

    /// An outcome without a permit of its own takes the oldest one, or one for itself.
    private func record(_ step: ConformanceStep, at now: Timestamp) {
        if !acquired.isEmpty {
            settle(acquired.removeFirst(), step, at: now)
        } else if case .permitted(let permit, _) = breaker.admit(at: now) {
            settle(permit, step, at: now)
        }
    }

    private func force(_ step: ConformanceStep, _ asserted: StepAssertions, at now: Timestamp) {
        let wait = step.arguments["wait_ms"]?.integer ?? step.arguments["until_ms"]?.integer.map { $0 - step.time }
        let command: CircuitBreakerCommand? =
            switch step.operation == "reset" ? "closed" : step.arguments["to"]?.string {
            case "open": .open(for: wait.map { .milliseconds($0) })
            case "half_open": .probe
            case "closed": .reset
            case "forced_open": .setMode(.forcedOpen)
            case "disabled": .setMode(.disabled)
            default: nil
            }
        guard let command else {
            Issue.record("\(row.row.id) forces what we don't have: \(step.arguments)")
            return
        }
        switch breaker.operate(command, at: now) {
        case .done(let transition):
            note(transition)
            asserted.check("error", nil)
            asserted.check("permitted", .bool(true))
        case .refused:
            // Implementations call it differently: an illegal state transition, an invalid one.
            let word = step.expect["error"]?.string
            let isThatWord = word.map {
                $0.contains("illegal") || $0.contains("invalid") || $0.contains("not_permitted")
            }
            asserted.check("error", .string(isThatWord == true ? word! : "illegal_transition"))
            asserted.check("permitted", .bool(false))
        }
    }

    /// The state in the family's words: gobreaker's read moves an open circuit on, resilience4j's does not.
    private func state(at now: Timestamp) -> String {
        switch breaker.mode {
        case .forcedOpen, .disabled: breaker.mode.rawValue
        case .automatic, .forcedClosed:
            (row.family == "gobreaker" ? breaker.state(at: now) : breaker.lastState).rawValue
        }
    }

    private func check(_ asserted: StepAssertions, at now: Timestamp) {
        asserted.check("state", .string(state(at: now)))
        asserted.checkMembers("event_counts") { self.events[$0] ?? 0 }
        let counts = breaker.counts(at: now)
        asserted.checkMembers("counts") { name in
            switch name {
            case "requests": counts.calls + counts.neutral + self.inFlight.count
            case "successes": counts.successes
            case "failures": counts.failures
            case "exclusions": counts.neutral
            case "consecutive_failures": self.breaker.failuresInARow
            case "consecutive_successes": self.breaker.successesInARow
            default: nil
            }
        }
        // An open circuit of resilience4j shows what opened it.
        let shown = breaker.lastState == .open ? breaker.lastTransition?.counts ?? counts : counts
        asserted.checkMembers("metrics") { name in
            switch name {
            case "buffered": shown.calls
            case "successful": shown.successes
            case "failed": shown.failures
            case "not_permitted": self.breaker.refusals
            case "slow", "slow_calls": shown.slow
            case "failure_rate_pct": self.rate(shown, shown.failureRatio)
            case "slow_rate_pct": self.rate(shown, shown.slowRatio)
            default: nil
            }
        }
    }

    /// In percent; -1 below the calls that a verdict needs.
    private func rate(_ counts: CircuitBreakerCounts, _ ratio: Ratio?) -> Int {
        let configuration = breaker.configuration
        let isProbing = breaker.lastState == .halfOpen || breaker.lastTransition?.from == .halfOpen
        let needed =
            isProbing ? min(configuration.minimumCalls, configuration.probes) : configuration.minimumCalls
        guard counts.calls >= needed, let ratio else { return -1 }
        return Int(ratio.millionths / 10_000)
    }
}
