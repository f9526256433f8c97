import Testing
import ToolRouter

@testable import ToolRouterReplay

struct RecoveryTimeTests {
    private static func configuration(_ change: (inout RouterConfiguration) -> Void) -> RouterConfiguration {
        var configuration = RouterConfiguration()
        change(&configuration)
        return configuration
    }

    private static let rows: [(name: String, configuration: RouterConfiguration, pause: Duration, time: Duration)] = [
        ("an attempt and the open time", configuration { _ in }, .zero, .milliseconds(50_001)),
        ("a probe that is lost", configuration { $0.breaker.openFor = .seconds(1) }, .zero, .milliseconds(40_001)),
        (
            "the longest attempt of any planner",
            configuration { $0.attemptTimeouts = ["a": .seconds(5), "b": .seconds(25)] }, .zero, .milliseconds(55_001)
        ),
        (
            "a jitter", configuration { $0.breaker.openJitter = Ratio(millionths: 500_000) }, .zero,
            .milliseconds(65_001)
        ),
        (
            "a jitter up to the longest open time",
            configuration {
                $0.breaker.openJitter = .one
                $0.breaker.maximumOpen = .seconds(40)
            }, .zero, .milliseconds(60_001)
        ),
        (
            "an open time that grows",
            configuration {
                $0.breaker.openGrowth = Ratio(millionths: 2_000_000)
                $0.breaker.maximumOpen = .seconds(100)
            }, .zero, .milliseconds(120_001)
        ),
        ("a pause that was asked for", configuration { _ in }, .seconds(60), .milliseconds(80_001)),
        (
            "a pause beyond the longest open time", configuration { $0.breaker.maximumOpen = .seconds(45) },
            .seconds(60),
            .milliseconds(65_001)
        ),
        (
            "stores that are left alone for longer",
            configuration {
                $0.attemptTimeout = .seconds(1)
                $0.breaker.openFor = .seconds(1)
            }, .zero, .milliseconds(5_051)
        ),
    ]

    @Test(arguments: rows)
    func `the least that can be promised is`(
        row: (name: String, configuration: RouterConfiguration, pause: Duration, time: Duration)
    ) {
        #expect(RecoveryTime.of(row.configuration, longestPause: row.pause) == row.time, "\(row.name)")
    }
}
