import ToolRouter
import ToolRouterFormats

/// How likely a fault is, as an exact fraction from 0 to 1: a third stays a third.
package struct Odds: Hashable, Sendable {
    /// The largest denominator: 1,000,000,000.
    package static let finest: UInt64 = 1_000_000_000
    /// It happens every time, without a draw.
    package static let always = Odds(1, in: 1)!
    /// It never happens, without a draw.
    package static let never = Odds(0, in: 1)!

    /// The numerator, in lowest terms.
    package let part: UInt64
    /// The denominator, in lowest terms.
    package let whole: UInt64

    /// `part` times in `whole`; nil unless that is from 0 to 1 and `whole` from 1 to `finest`.
    package init?(_ part: UInt64, in whole: UInt64) {
        guard 1...Self.finest ~= whole, part <= whole else { return nil }
        let divisor = Self.greatestCommonDivisor(part, whole)
        self.part = part / divisor
        self.whole = whole / divisor
    }

    /// Reads `1/20`, `5%`, `0.05`, `0` or `1`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let digits = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "./%".utf8.contains(byte)
        }
        guard digits, text.utf8.count <= 21 else { return nil }
        if let slash = text.firstIndex(of: "/") {
            guard let part = UInt64(text[..<slash]), let whole = UInt64(text[text.index(after: slash)...]) else {
                return nil
            }
            self.init(part, in: whole)
            return
        }
        let isPercentage = text.hasSuffix("%")
        let number = isPercentage ? text.dropLast() : text[...]
        guard let decimal = DecimalText(number, fractionDigits: isPercentage ? 7 : 9),
            let part = UInt64(exactly: decimal.scaled)
        else { return nil }
        self.init(part, in: Self.finest)
    }

    /// The odds as they are written: `1/20`, `0`, `1`.
    package var text: String { whole == 1 ? "\(part)" : "\(part)/\(whole)" }

    /// Whether the draw for `purpose`, `key` and `occurrence` says yes. Certain odds ask for no draw.
    func says(_ draw: KeyedDraw, _ purpose: String, _ key: String, occurrence: UInt64) -> Bool {
        if part == 0 { return false }
        if part == whole { return true }
        return draw.number(below: whole, purpose, key, occurrence: occurrence) < part
    }

    private static func greatestCommonDivisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
        right == 0 ? left : greatestCommonDivisor(right, left % right)
    }
}

extension ConfigurationNode {
    /// Odds from 0 to 1.
    func odds() throws(FileError) -> Odds {
        let expected = "odds from 0 to 1 such as 1/20, 5% or 0.05"
        guard let odds = Odds(try text(expected)) else {
            throw fault(
                expected: expected,
                remedy: "write a fraction of whole numbers up to \(Odds.finest), or at most 9 digits after the point")
        }
        return odds
    }
}
