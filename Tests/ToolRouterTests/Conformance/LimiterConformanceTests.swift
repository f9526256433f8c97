import Testing
import ToolRouter

@Suite struct LimiterConformanceTests {
    @Test func `GCRA does what throttled and redis_rate do, and buckets that refill evenly do the same`() throws {
        let report = try ConformanceReport("limiter", skip: Self.skip) { row in
            Self.run(row)
        }
        guard ConformanceTable.isOwn else { return }
        #expect(
            report.run.sorted() == [
                "bucket4j-delay-1", "bucket4j-delay-2", "bucket4j-delay-4", "bucket4j-delay-7",
                "bucket4j-force-consume-1", "bucket4j-force-consume-2", "bucket4j-refill-classic-3",
                "bucket4j-refill-classic-5", "bucket4j-refill-classic-6", "bucket4j-refill-classic-7",
                "bucket4j-refill-simple-1", "bucket4j-refill-simple-2", "bucket4j-refill-simple-3",
                "bucket4j-refill-simple-4", "bucket4j-refill-simple-6", "bucket4j-time-to-full-3",
                "gcra-oversized-after-idle", "polly-bucket-idle-cap", "polly-bucket-interval-edge-1s-cap10",
                "polly-bucket-interval-edge-2s-cap1", "polly-bucket-one-1s", "polly-bucket-one-2s",
                "polly-bucket-one-5s", "redis-rate-peek", "redis-rate-retry-never-exceeds-interval",
            ])
        #expect(report.skipped.count == 12)
    }

    static func skip(_ row: ConformanceCase) -> String? {
        let algorithm = row.config["algorithm"]?.string ?? "not named"
        guard ["gcra", "token_bucket_greedy", "token_bucket_multi", "token_bucket_lazy"].contains(algorithm) else {
            return "the algorithm is \(algorithm)"
        }
        let have: Set = ["debt", "multi_limit", "take_at_most", "time_to_full", "reset"]
        if let missing = ConformanceReport.missing(in: row, have: have) { return missing }
        if let name = Set(row.config.keys).subtracting(Self.configuration).min() {
            return "the configuration has \(name)"
        }
        let limits = row.config["limits"]?.array?.compactMap(\.object) ?? []
        if let name = Set(limits.flatMap(\.keys)).subtracting(Self.configuration).min() {
            return "the configuration has limits.\(name)"
        }
        if limits.contains(where: { $0["mode"] != .string("greedy") }) { return "the refill comes in whole periods" }
        for step in row.steps {
            if limits.count > 1, step.operation == "time_to_full" {
                return "of several limits the tightest one's time is stated, not the longest"
            }
            if let cost = step.arguments["cost"]?.integer, step.operation == "delay_for",
                limits.contains(where: { cost > $0["capacity"]?.integer ?? .max })
            {
                return "a request above the capacity waits there, and never passes here"
            }
            if let cost = step.arguments["cost"]?.integer, step.operation == "take",
                cost > row.config["limit"]?.integer ?? .max, step.expect["retry_after_ns"] != .integer(-1)
            {
                return "a request above the limit is told a time there, and that it never passes here"
            }
            guard (algorithm == "gcra" ? Self.operationsOfGCRA : Self.operations).contains(step.operation) else {
                return "no operation \(step.operation)"
            }
            let unknown = step.unknown(arguments: Self.arguments, fields: Self.fields)
            if let unknown { return unknown }
        }
        return nil
    }

    /// What is read; a tolerance is for a clock that is not virtual, and the kind of response for how fields are named.
    private static let configuration: Set = [
        "algorithm", "capacity", "refill_tokens", "refill_period_ns", "interval_ns", "initial_tokens", "start_ns",
        "limits", "mode", "emission_interval_ns", "limit", "response", "tolerance_ns",
    ]
    private static let operationsOfGCRA: Set = ["take", "take_at_most", "observe", "reset"]
    private static let operations: Set = [
        "take", "take_at_most", "observe", "reset", "refill", "delay_for", "force_take", "time_to_full",
    ]
    private static let arguments: Set = ["key", "cost"]
    private static let fields: Set = [
        "limited", "allowed", "limit", "remaining", "reset_after_ns", "retry_after_ns", "wait_ns", "tokens",
        "rounding_error",
    ]

    static func run(_ row: ConformanceCase) {
        if row.config["algorithm"] == .string("gcra") { runGCRA(row) } else { LimiterConformanceRun(row).run() }
    }

    private static func runGCRA(_ row: ConformanceCase) {
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
            let takes = step.operation.hasPrefix("take")
            let cost = takes ? Int(step.arguments["cost"]?.integer ?? 1) : 0
            let now = Timestamp(nanoseconds: step.time)
            let (granted, decision) =
                step.operation == "take_at_most"
                ? gcra.decideAtMost(tat: moments[key], cost: cost, at: now)
                : (cost, gcra.decide(tat: moments[key], cost: cost, at: now))
            if let newTAT = decision.newTAT { moments[key] = newTAT }
            // A wait is stated only for a refusal that will end.
            let retryAfter = decision.isAllowed ? -1 : decision.retryAfter?.wholeNanoseconds ?? -1
            let asserted = StepAssertions(of: step, in: row, number: number)
            asserted.check("limited", .bool(!decision.isAllowed))
            asserted.check("allowed", .integer(decision.isAllowed ? Int64(granted) : 0))
            asserted.check("limit", .integer(burst))
            asserted.check("remaining", .integer(Int64(decision.remaining)))
            asserted.check("reset_after_ns", .integer(decision.resetAfter.wholeNanoseconds))
            asserted.check("retry_after_ns", .integer(retryAfter))
            asserted.finish()
        }
    }
}
