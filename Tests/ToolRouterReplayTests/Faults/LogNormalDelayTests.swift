import Testing
import ToolRouter

@testable import ToolRouterReplay

@Suite struct LogNormalDelayTests {
    private let delays = LogNormalDelay(median: .milliseconds(20), p99: .milliseconds(500))

    /// Quantiles in millionths, and the delays that a log-normal distribution has there, by a table of the normal one.
    @Test(arguments: [
        (500_000, 20_000), (990_000, 500_000), (10_000, 800), (900_000, 117_800), (100_000, 3_396),
        (999_900, 3_434_000),
        (999_999, 3_434_000), (0, 116),
    ])
    func `quantiles are where they should be`(quantile: UInt64, microseconds: Int64) {
        let found = delays.delay(at: quantile).wholeMicroseconds
        #expect(abs(found - microseconds) <= max(microseconds / 100, 1), "\(found)")
    }

    @Test func `a later quantile is never a shorter delay`() {
        var latest = Duration.zero
        for quantile in stride(from: UInt64(0), to: LogNormalDelay.quantiles, by: 997) {
            let delay = delays.delay(at: quantile)
            #expect(delay >= latest)
            latest = delay
        }
    }

    @Test(arguments: [
        (Duration.microseconds(1), Duration.seconds(86_400)), (.seconds(86_400), .seconds(86_400)),
        (.microseconds(1), .microseconds(1)), (.nanoseconds(1), .nanoseconds(1)),
    ])
    func `whatever the two say, nothing takes longer than a day`(median: Duration, p99: Duration) {
        let delays = LogNormalDelay(median: median, p99: p99)
        for quantile in [UInt64(0), 1, 499_999, 999_999] {
            #expect((Duration.zero...LogNormalDelay.longest).contains(delays.delay(at: quantile)))
        }
    }
}
