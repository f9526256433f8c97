import ToolRouter

/// Durations as people write them: `250us`, `500ms`, `1.5s`, `5m`, `1h`.
package enum DurationText {
    /// The units, the largest first, in nanoseconds.
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000),
    ]

    /// Reads a decimal number and its unit; nil for anything else, for a fraction of a nanosecond and beyond 292 years.
    package static func parse(_ text: some StringProtocol) -> Duration? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let first = number.first, first != ".", number.last != ".",
            let unit = units.first(where: { $0.name == text[number.endIndex...] }),
            let billionths = DecimalText(number, fractionDigits: 9)
        else { return nil }
        let (product, overflow) = billionths.scaled.multipliedReportingOverflow(by: Int128(unit.nanoseconds))
        guard !overflow, product.isMultiple(of: 1_000_000_000),
            let nanoseconds = Int64(exactly: product / 1_000_000_000)
        else { return nil }
        return .nanoseconds(nanoseconds)
    }

    /// Writes `duration` in the largest unit that makes it a whole number: `90s`, `2h`, `1500ms`; `0.5us` when none does.
    package static func format(_ duration: Duration) -> String {
        let nanoseconds = duration.wholeNanoseconds
        guard nanoseconds != 0 else { return "0s" }
        for unit in units where nanoseconds.isMultiple(of: unit.nanoseconds) {
            return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
        }
        return DecimalText.format(Int128(nanoseconds), fractionDigits: 3) + "us"
    }
}
