import Foundation

/// Results of statistics as texts of a fixed number of digits: the last bits of a logarithm depend on the machine's library,
/// and reports must have the same bytes on all of them.
package enum FixedDigits {
    /// A rate or a difference of two, with six digits after the point: `-0.021598`. A JSON number.
    package static func rate(_ value: Double) -> String {
        unsigned(String(format: "%.6f", value))
    }

    /// A probability, which may be very small, with seven significant digits: `2.345678e-07`. A JSON number.
    package static func probability(_ value: Double) -> String {
        String(format: "%.6e", value)
    }

    /// A logarithm, with six digits after the point. A JSON number.
    package static func logarithm(_ value: Double) -> String { rate(value) }

    /// A share for people: `82.5 %`.
    package static func percent(_ value: Double) -> String {
        unsigned(String(format: "%.1f", 100 * value)) + " %"
    }

    /// A difference of shares for people, in percentage points: `+1.3`.
    package static func points(_ value: Double) -> String {
        let text = unsigned(String(format: "%.1f", 100 * value))
        return text.hasPrefix("-") || text == "0.0" ? text : "+" + text
    }

    /// A probability for people: `p = 0.0312`, and `p < 0.0001` below that.
    package static func p(_ value: Double) -> String {
        value < 0.000_1 ? "p < 0.0001" : "p = " + String(format: "%.4f", value)
    }

    /// Nothing is below zero that is printed as zero.
    private static func unsigned(_ text: String) -> String {
        text.hasPrefix("-") && !text.contains { "123456789".contains($0) } ? String(text.dropFirst()) : text
    }
}
