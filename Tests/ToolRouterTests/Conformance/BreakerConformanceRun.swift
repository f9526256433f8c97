import Testing
import ToolRouter

/// Takes a circuit through the steps of one case.
final class BreakerConformanceRun {
    private let row: BreakerRow
    private var breaker: CircuitBreaker
    private var inFlight: [String: CircuitBreakerPermit] = [:]
    /// Permits that were acquired and are neither settled nor released, the oldest first.
    private var acquired: [CircuitBreakerPermit] = []

    init(_ row: BreakerRow) {
        self.row = row
        breaker = CircuitBreaker(row.configuration)
    }

    func run() {
        for (number, step) in row.row.steps.enumerated() {
            let now = Timestamp(microseconds: step.time * 1_000)
            let id = step.arguments["id"]?.string ?? ""
            let before = breaker.lastTransition
            let stateBefore = state(at: now)
            switch step.operation {
            case "call":
                if let permit = admit(step, number, at: now) { settle(permit, step, at: now) }
            case "begin":
                inFlight[id] = admit(step, number, at: now)
            case "acquire":
                if let permit = admit(step, number, at: now) { acquired.append(permit) }
            case "end":
                if let permit = inFlight.removeValue(forKey: id) { settle(permit, step, at: now) }
            case "record":
                record(step, at: now)
            case "release":
                if !acquired.isEmpty { _ = breaker.settle(acquired.removeFirst(), .neutral, at: now) }
            case "force":
                acquired = []
                force(step, at: now)
            default:
                // gobreaker's read makes the transition; ours shows where a call would find the circuit.
                if let expected = step.expect["transition"] {
                    #expect(expected == .array([.string("open"), .string(state(at: now))]))
                }
            }
            check(step, number, at: now)
            if step.operation != "observe", step.expect["transition"] != nil {
                let transition = breaker.lastTransition == before ? nil : breaker.lastTransition
                step.check(
                    "transition", .array([.string(stateBefore), .string(transition?.to.rawValue ?? "none")]),
                    in: row.row, number: number)
            }
        }
    }

    private func admit(_ step: ConformanceStep, _ number: Int, at now: Timestamp) -> CircuitBreakerPermit? {
        let state = state(at: now)
        var permit: CircuitBreakerPermit?
        if case .permitted(let admitted, _) = breaker.admit(at: now) { permit = admitted }
        step.check("permitted", .bool(permit != nil), in: row.row, number: number)
        let error = permit == nil ? (state == "open" ? "open" : "too_many_requests") : nil
        step.check("error", error.map { .string($0) }, in: row.row, number: number)
        return permit
    }

    private func settle(_ permit: CircuitBreakerPermit, _ step: ConformanceStep, at now: Timestamp) {
        let outcome: CircuitBreakerOutcome? =
            switch step.arguments["outcome"]?.string {
            case "success": .success
            case "failure", "panic": .failure(retryAfter: nil)
            case "excluded": .neutral
            default: nil
            }
        if let outcome { _ = breaker.settle(permit, outcome, at: now) }
    }

    /// An outcome without a permit of its own takes the oldest one, or one for itself.
    private func record(_ step: ConformanceStep, at now: Timestamp) {
        if !acquired.isEmpty {
            settle(acquired.removeFirst(), step, at: now)
        } else if case .permitted(let permit, _) = breaker.admit(at: now) {
            settle(permit, step, at: now)
        }
    }

    private func force(_ step: ConformanceStep, at now: Timestamp) {
        let wait = step.arguments["wait_ms"]?.integer ?? step.arguments["until_ms"]?.integer.map { $0 - step.time }
        let command: CircuitBreakerCommand? =
            switch step.arguments["to"]?.string {
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
        _ = breaker.operate(command, at: now)
    }

    /// The state in the family's words: gobreaker's read moves an open circuit on, resilience4j's does not.
    private func state(at now: Timestamp) -> String {
        switch breaker.mode {
        case .forcedOpen, .disabled: breaker.mode.rawValue
        case .automatic, .forcedClosed:
            (row.family == "gobreaker" ? breaker.state(at: now) : breaker.lastState).rawValue
        }
    }

    private func check(_ step: ConformanceStep, _ number: Int, at now: Timestamp) {
        step.check("state", .string(state(at: now)), in: row.row, number: number)
        let counts = breaker.counts(at: now)
        step.checkMembers("counts", in: row.row, number: number) { name in
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
        step.checkMembers("metrics", in: row.row, number: number) { name in
            switch name {
            case "buffered": shown.calls
            case "successful": shown.successes
            case "failed": shown.failures
            case "not_permitted": self.breaker.refusals
            case "failure_rate_pct": self.failureRate(shown)
            default: nil
            }
        }
    }

    /// In percent; -1 below the calls that a verdict needs.
    private func failureRate(_ counts: CircuitBreakerCounts) -> Int {
        let configuration = breaker.configuration
        let isProbing = breaker.lastState == .halfOpen || breaker.lastTransition?.from == .halfOpen
        let needed =
            isProbing ? min(configuration.minimumCalls, configuration.probes) : configuration.minimumCalls
        guard counts.calls >= needed, let ratio = counts.failureRatio else { return -1 }
        return Int(ratio.millionths / 10_000)
    }
}
