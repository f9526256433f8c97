import Testing
import ToolRouter

@Suite struct TimestampTests {
    private static let differences: [(later: Int64, earlier: Int64, expected: Int64)] = [
        (.max, .min, .max), (.min, .max, .min), (1, .min, .max), (.min, 1, .min), (0, .min + 1, .max), (5, -3, 8),
        (.max, .max, 0),
    ]

    /// The difference of two moments of 64 bits needs 65.
    @Test(arguments: differences)
    func `the time between two moments is at most 292 years`(_ later: Int64, _ earlier: Int64, _ expected: Int64) {
        let difference = Timestamp(nanoseconds: later) - Timestamp(nanoseconds: earlier)
        #expect(difference.wholeNanoseconds == expected)
    }

    private static let roundings: [(nanoseconds: Int64, expected: Int64)] = [
        (.min, .min / 1_000 - 1), (.min + 500, .min / 1_000 - 1), (.min + 807, .min / 1_000 - 1),
        (.min + 808, .min / 1_000), (-1_001, -2), (-1_000, -1), (-999, -1), (-1, -1), (0, 0), (999, 0), (1_000, 1),
        (.max, .max / 1_000),
    ]

    @Test(arguments: roundings)
    func `microseconds are rounded down at both ends of time, too`(_ nanoseconds: Int64, _ expected: Int64) {
        #expect(Timestamp(nanoseconds: nanoseconds).microseconds == expected)
    }
}
