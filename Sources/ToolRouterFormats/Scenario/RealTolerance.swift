import ToolRouter

/// How far two floating-point numbers may be apart, as a share of the first: exact, in units of 10⁻¹⁸, since a `Ratio` ends at
/// 10⁻⁶.
package struct RealTolerance: Hashable, Sendable {
    /// The share in 10⁻¹⁸; from 1 to 10¹⁶, which is one in a hundred.
    package let quintillionths: Int64

    private static let digits = 18
    private static let most: Int64 = 10_000_000_000_000_000

    /// Nil beyond the bounds.
    package init?(quintillionths: Int64) {
        guard (1...Self.most).contains(quintillionths) else { return nil }
        self.quintillionths = quintillionths
    }

    /// The share as a decimal literal: `0.000000001`.
    package var decimalText: String { DecimalText.format(Int128(quintillionths), fractionDigits: Self.digits) }

    /// Whether `now` is at most that share of `golden` away from it. Nothing but 0 is near 0, and infinities are near themselves
    /// only.
    ///
    /// The difference of two numbers so close is exact (Sterbenz), and the bound is rounded once, as SQLite's own arithmetic
    /// is: the same on every machine.
    package func covers(_ golden: Double, _ now: Double) -> Bool {
        if golden == now { return true }
        guard golden.isFinite, now.isFinite else { return false }
        return abs(golden - now) <= abs(golden) * (Double(quintillionths) / 1e18)
    }
}

extension RealTolerance {
    /// Reads `1e-9`, `0.0001` or `0.01%`, above 0 and at most 0.01.
    init(_ node: ConfigurationNode) throws(FileError) {
        let expected = "a share above 0 and at most 0.01 such as 1e-9"
        let text = try node.text(expected)
        let isPercentage = text.hasSuffix("%")
        let number = isPercentage ? text.dropLast() : text[...]
        guard text.utf8.count <= 30,
            let decimal = DecimalText(number, fractionDigits: isPercentage ? Self.digits - 2 : Self.digits)
        else {
            throw node.fault(expected: expected, remedy: "write it with at most \(Self.digits) digits after the point")
        }
        guard let scaled = Int64(exactly: decimal.scaled), let tolerance = RealTolerance(quintillionths: scaled) else {
            throw node.fault(expected: expected, remedy: "correct the number")
        }
        self = tolerance
    }
}
