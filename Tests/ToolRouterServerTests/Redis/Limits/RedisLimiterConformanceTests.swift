import RouterTesting
import Testing

@testable import ToolRouterServer

/// A limiter in a Redis does what the limiter of one process does.
@Suite(.timeLimit(.minutes(20)), .enabled(if: SharedRedis.isThere, "\(SharedRedis.missing)"))
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
                "gcra-oversized-after-idle", "polly-bucket-idle-cap", "polly-bucket-one-1s", "polly-bucket-one-2s",
                "polly-bucket-one-5s", "redis-rate-peek",
            ])
        #expect(report.skipped.count == 31)
    }

    @Test func `random traffic finds no difference`() async throws {
        let client = notices.client(try #require(SharedRedis.port))
        #expect(await client.connected())
        // Each limit is there for some seeds and absent for others.
        let seeds = stride(from: UInt64(0), to: 256, by: 7)
        let tally = try await LimiterComparison.run(seeds: seeds) { TriedRedisLimiter($0, client) }
        client.close()
        #expect(tally.admitted > 3_000 && tally.refused > 3_000 && tally.corrections > 6_000)
    }
}
