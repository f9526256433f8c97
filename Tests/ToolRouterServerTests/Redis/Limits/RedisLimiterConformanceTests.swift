import RouterTesting
import Testing

@testable import ToolRouterServer

/// A limiter in a Redis does what the limiter of one process does.
@Suite(.timeLimit(.minutes(5)), .enabled(if: SharedRedis.isThere, "\(SharedRedis.missing)"))
struct RedisLimiterConformanceTests {
    private let notices = RedisNotices()

    @Test func `it does what throttled and redis_rate do, and buckets that refill evenly do the same`() async throws {
        let client = notices.client(try #require(SharedRedis.port))
        #expect(await client.connected())
        let report = try await ConformanceReport(
            "limiter", skip: { LimiterRow.skipReason($0) ?? LimiterRow.microsecondReason($0) },
            runCase: { row in try await LimiterConformanceRun(row).run { TriedRedisLimiter($0, client) } })
        client.close()
        guard ConformanceTable.isOwn else { return }
        #expect(
            report.run.sorted() == [
                "gcra-oversized-after-idle", "polly-bucket-idle-cap", "polly-bucket-interval-edge-1s-cap10",
                "polly-bucket-interval-edge-2s-cap1", "polly-bucket-one-1s", "polly-bucket-one-2s",
                "polly-bucket-one-5s", "redis-rate-peek", "redis-rate-retry-never-exceeds-interval",
            ])
        #expect(report.skipped.count == 28)
    }

    @Test(arguments: UInt64(0)..<32)
    func `random traffic finds no difference`(seed: UInt64) async throws {
        let client = notices.client(try #require(SharedRedis.port))
        #expect(await client.connected())
        // Each limit is there for some seeds and absent for others.
        var comparison = LimiterComparison(seed: seed * 7)
        let difference = try await comparison.run(steps: 1_000) { TriedRedisLimiter($0, client) }
        client.close()
        #expect(difference == nil)
        #expect(comparison.admitted > 50 && comparison.refused > 20 && comparison.corrections > 50)
    }
}
