import Testing
import ToolRouter

@Suite struct LimiterConformanceTests {
    @Test func `GCRA does what throttled, redis-cell and redis_rate do`() throws {
        let report = try ConformanceReport("limiter", skip: skip, runCase: run)
        guard ConformanceTable.isOwn else { return }
        #expect(
            report.run.sorted() == [
                "gcra-oversized-after-idle", "redis-rate-peek", "redis-rate-retry-never-exceeds-interval",
            ])
        #expect(report.skipped.count == 34)
    }

    private func skip(_ row: ConformanceCase) -> String? {
        guard row.config["algorithm"] == .string("gcra") else {
            return "the algorithm is \(row.config["algorithm"]?.string ?? "not named"), ours is gcra"
        }
        let known: Set = ["algorithm", "emission_interval_ns", "limit", "response", "tolerance_ns"]
        if let missing = ConformanceReport.missing(in: row, have: []) { return missing }
        if let name = Set(row.config.keys).subtracting(known).min() { return "the configuration has \(name)" }
        for step in row.steps {
            guard ["take", "observe", "reset"].contains(step.operation) else { return "no operation \(step.operation)" }
            let unknown = step.unknown(
                arguments: ["key", "cost"],
                fields: ["limited", "allowed", "limit", "remaining", "reset_after_ns", "retry_after_ns"])
            if let unknown { return unknown }
        }
        return nil
    }

    private func run(_ row: ConformanceCase) {
        guard let interval = row.config["emission_interval_ns"]?.integer, let burst = row.config["limit"]?.integer
        else {
            Issue.record("\(row.id) has no interval or no limit")
            return
        }
        let gcra = GCRA(RateLimit(requests: 1, per: .nanoseconds(interval), burst: Int(burst)))
        var moments: [String: Timestamp] = [:]
        for (number, step) in row.steps.enumerated() {
            let key = step.arguments["key"]?.string ?? ""
            if step.operation == "reset" { moments[key] = nil }
            let cost = step.operation == "take" ? step.arguments["cost"]?.integer ?? 1 : 0
            let decision = gcra.decide(tat: moments[key], cost: Int(cost), at: Timestamp(nanoseconds: step.time))
            if let newTAT = decision.newTAT { moments[key] = newTAT }
            // A wait is stated only for a refusal that will end.
            let retryAfter = decision.isAllowed ? -1 : decision.retryAfter?.wholeNanoseconds ?? -1
            step.check("limited", .bool(!decision.isAllowed), in: row, number: number)
            step.check("allowed", .integer(decision.isAllowed ? cost : 0), in: row, number: number)
            step.check("limit", .integer(burst), in: row, number: number)
            step.check("remaining", .integer(Int64(decision.remaining)), in: row, number: number)
            step.check("reset_after_ns", .integer(decision.resetAfter.wholeNanoseconds), in: row, number: number)
            step.check("retry_after_ns", .integer(retryAfter), in: row, number: number)
        }
    }
}
