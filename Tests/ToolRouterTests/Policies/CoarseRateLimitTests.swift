import Testing
import ToolRouter

/// Which limits can't be counted in whole microseconds.
@Suite struct CoarseRateLimitTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let limit: RateLimit
        /// As a limit of requests, and of tokens.
        let isCoarse: (requests: Bool, tokens: Bool)
        var testDescription: String { name }
    }

    static let rows = [
        Row(
            name: "a few a minute", limit: RateLimit(requests: 7, per: .seconds(60), burst: 3),
            isCoarse: (false, false)),
        Row(
            name: "9,999 a second", limit: RateLimit(requests: 9_999, per: .seconds(1), burst: 100),
            isCoarse: (false, false)),
        Row(
            name: "an interval of two microseconds",
            limit: RateLimit(requests: 500_000, per: .seconds(1), burst: 500_000), isCoarse: (false, false)),
        Row(
            name: "an interval of 1.67 microseconds",
            limit: RateLimit(requests: 600_000, per: .seconds(1), burst: 600_000), isCoarse: (true, false)),
        Row(
            name: "two for each microsecond",
            limit: RateLimit(requests: 2_000_000, per: .seconds(1), burst: 2_000_000), isCoarse: (true, false)),
        Row(
            name: "one for each nanosecond",
            limit: RateLimit(requests: 1_000_000_000, per: .seconds(1), burst: 1_000_000_000),
            isCoarse: (true, false)),
        Row(
            name: "a burst of less than a microsecond",
            limit: RateLimit(requests: 1_000_000_000, per: .seconds(1), burst: 10), isCoarse: (true, true)),
    ]

    @Test(arguments: rows)
    func `limits that are too fine for microseconds are named`(row: Row) {
        var limits = RateLimits(global: row.limit)
        #expect(limits.coarseInMicroseconds.map(\.scope) == (row.isCoarse.requests ? [.global] : []))
        limits = RateLimits()
        limits.tokens.tenant = row.limit
        #expect(limits.coarseInMicroseconds.map(\.scope) == (row.isCoarse.tokens ? [.tenant] : []))
        limits = RateLimits()
        limits.roles = ["r": UserLimits(requests: row.limit)]
        let coarse = limits.coarseInMicroseconds
        #expect(coarse.map(\.role) == (row.isCoarse.requests ? ["r"] : []))
        #expect(coarse.allSatisfy { $0.unit == .requests && $0.perSecond >= 600_000 })
    }
}
