import Testing
import ToolRouter

@Suite struct BreakerConformanceTests {
    @Test func `a circuit opens and half-opens as gobreaker's does`() throws {
        let report = try ConformanceReport("breaker", skip: skip, runCase: run)
        guard ConformanceTable.isOwn else { return }
        #expect(report.run.sorted() == ["gb-open-expiry-boundary", "gb-six-failures-open"])
        #expect(report.skipped.count == 28)
    }

    /// Ours counts failures in a sliding window. gobreaker counts failures in a row: the same thing in a case where no
    /// success comes before a failure and no failure is too old.
    private func skip(_ row: ConformanceCase) -> String? {
        let family = row.config["family"]?.string ?? "unnamed"
        let trip = row.config["trip"]?.object ?? [:]
        guard trip["rule"] == .string("consecutive_failures"), Set(trip.keys) == ["rule", "at_least"] else {
            return "\(family): the rule is \(trip["rule"]?.string ?? "not a count of failures in a row")"
        }
        if let missing = ConformanceReport.missing(in: row, have: ["exclusions", "in_flight", "generation"]) {
            return missing
        }
        guard row.config["window"] == .object(["type": .string("unbounded")]) else { return "the window is bounded" }
        guard row.config["open_expiry"] == .string("exclusive") else { return "the expiry is not exclusive" }
        let halfOpen = row.config["half_open"]?.object ?? [:]
        guard let probes = halfOpen["max_calls"], halfOpen["close_after_consecutive_successes"] == probes,
            halfOpen.count == 2
        else { return "half-open differs" }
        for step in row.steps {
            guard ["call", "begin", "end", "observe"].contains(step.operation) else {
                return "no operation \(step.operation)"
            }
            let unknown = step.unknown(arguments: ["outcome", "id"], fields: ["permitted", "state", "error"])
            if let unknown { return unknown }
        }
        let outcomes = row.steps.compactMap { $0.arguments["outcome"]?.string }
        if let success = outcomes.firstIndex(of: "success"), outcomes[success...].contains("failure") {
            return "a success between failures clears the count there, not here"
        }
        return nil
    }

    private func run(_ row: ConformanceCase) {
        guard let failures = row.config["trip"]?.object?["at_least"]?.integer,
            let openFor = row.config["open_ms"]?.integer,
            let probes = row.config["half_open"]?.object?["max_calls"]?.integer
        else {
            Issue.record("\(row.id) has no threshold, no open time or no number of probes")
            return
        }
        var breaker = CircuitBreaker(
            CircuitBreakerConfiguration(
                failures: Int(failures), window: .seconds(1_000_000_000), openFor: .milliseconds(openFor),
                probes: Int(probes)))
        var inFlight: [String: CircuitBreakerPermit] = [:]
        for (number, step) in row.steps.enumerated() {
            let now = Timestamp(microseconds: step.time * 1_000)
            let id = step.arguments["id"]?.string ?? ""
            var permit: CircuitBreakerPermit?
            if step.operation == "call" || step.operation == "begin" {
                let state = breaker.state(at: now)
                if case .permitted(let admitted, _) = breaker.admit(at: now) { permit = admitted }
                step.check("permitted", .bool(permit != nil), in: row, number: number)
                let error = permit == nil ? (state == .open ? "open" : "too_many_requests") : nil
                step.check("error", error.map { .string($0) }, in: row, number: number)
                if step.operation == "begin" { inFlight[id] = permit }
            } else if step.operation == "end" {
                permit = inFlight.removeValue(forKey: id)
            }
            if let permit, let outcome = outcome(of: step) { _ = breaker.settle(permit, outcome, at: now) }
            step.check("state", .string(breaker.state(at: now).rawValue), in: row, number: number)
        }
    }

    private func outcome(of step: ConformanceStep) -> CircuitBreakerOutcome? {
        switch step.arguments["outcome"]?.string {
        case "success": .success
        case "failure", "panic": .failure(retryAfter: nil)
        case "excluded": .neutral
        default: nil
        }
    }
}
