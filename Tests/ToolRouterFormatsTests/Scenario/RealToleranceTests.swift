import Testing
import ToolRouterFormats

struct RealToleranceTests {
    private static let billionth = RealTolerance(quintillionths: 1_000_000_000)!

    /// The golden's number, the run's, and whether 10⁻⁹ covers them.
    @Test(arguments: [
        ("the same", 1.5, 1.5, true),
        ("the last bit", 0.1 + 0.2, 0.3, true),
        ("just below the bound", 1e9, 1e9 + 0.99, true),
        ("just above the bound", 1e9, 1e9 + 1.01, false),
        ("below the golden's", 1e9, 1e9 - 0.99, true),
        ("negative", -1e9, -1e9 - 0.99, true),
        ("the other sign", 1e-30, -1e-30, false),
        ("near nothing, which has no share", 0, 1e-300, false),
        ("nothing of either sign", 0.0, -0.0, true),
        ("the smallest numbers", Double.leastNonzeroMagnitude, 2 * Double.leastNonzeroMagnitude, false),
        ("infinities", Double.infinity, .infinity, true),
        ("an infinity and the largest number", Double.infinity, .greatestFiniteMagnitude, false),
        ("no number", Double.nan, .nan, false),
    ])
    func `is near`(_ row: (name: String, golden: Double, now: Double, isNear: Bool)) {
        #expect(Self.billionth.covers(row.golden, row.now) == row.isNear, "\(row.name)")
    }

    @Test func `has bounds and is written as it is`() {
        #expect(Self.billionth.decimalText == "0.000000001")
        #expect(RealTolerance(quintillionths: 0) == nil)
        #expect(RealTolerance(quintillionths: -1) == nil)
        #expect(RealTolerance(quintillionths: 10_000_000_000_000_000)?.decimalText == "0.01")
        #expect(RealTolerance(quintillionths: 10_000_000_000_000_001) == nil)
    }
}
