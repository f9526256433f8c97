import RouterTesting
import Testing
import ToolRouter

@Suite struct LimiterConformanceTests {
    @Test func `GCRA does what throttled and redis_rate do, and buckets that refill evenly do the same`() async throws {
        let report = try await ConformanceReport("limiter", skip: LimiterRow.skipReason) { try await Self.run($0) }
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

    /// Takes the limiter through a case, and where it is about GCRA the algorithm alone as well.
    static func run(_ row: ConformanceCase) async throws {
        try await LimiterConformanceRun(row).run { TriedRateLimiter($0) }
        if row.config["algorithm"] == .string("gcra") { runGCRA(row) }
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
