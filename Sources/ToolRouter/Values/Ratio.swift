/// A share between nothing and everything, or a relative change, in exact millionths.
public struct Ratio: Hashable, Comparable, Sendable {
    /// The share in millionths: 1,000,000 is everything.
    public let millionths: Int64

    public init(millionths: Int64) {
        self.millionths = millionths
    }

    /// Nothing.
    public static let zero = Ratio(millionths: 0)
    /// Everything.
    public static let one = Ratio(millionths: 1_000_000)

    /// `part` of `whole`, rounded down; nil when there is no whole.
    public init?(_ part: Int, of whole: Int) {
        guard whole > 0 else { return nil }
        self.init(millionths: Int64(part) * 1_000_000 / Int64(whole))
    }

    /// Reads `0.25`, `1`, `25%` or `1/4`; nil for anything else, and beyond ±9,000,000.
    public init?(_ text: some StringProtocol) {
        if let slash = text.firstIndex(of: "/") {
            guard let part = Int64(text[..<slash]), let whole = Int64(text[text.index(after: slash)...]), whole > 0,
                (-9_000_000...9_000_000).contains(part)
            else { return nil }
            self.init(millionths: part * 1_000_000 / whole)
            return
        }
        let isPercentage = text.hasSuffix("%")
        guard
            let decimal = DecimalText(isPercentage ? text.dropLast() : text[...], fractionDigits: isPercentage ? 4 : 6)
        else { return nil }
        guard let millionths = Int64(exactly: decimal.scaled),
            (-9_000_000_000_000...9_000_000_000_000).contains(millionths)
        else { return nil }
        self.init(millionths: millionths)
    }

    /// The ratio as a decimal literal: `0.25`.
    public var decimalText: String {
        DecimalText.format(Int128(millionths), fractionDigits: 6)
    }

    public static func < (left: Ratio, right: Ratio) -> Bool {
        left.millionths < right.millionths
    }
}
