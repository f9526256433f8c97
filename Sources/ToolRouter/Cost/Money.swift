/// An amount of US dollars, exact to 10⁻²⁴ USD: what one token costs is a whole number of these at every published rate.
///
/// It holds up to 170,141,183,460,469 USD either way. Sums and products that would be larger stay there, since a provider's
/// numbers must not trap.
public struct Money: Hashable, Comparable, Sendable {
    /// The amount in yoctodollars, 10⁻²⁴ USD.
    public let yoctodollars: Int128

    public init(yoctodollars: Int128) {
        self.yoctodollars = yoctodollars
    }

    /// Reads an amount such as `0.0025` or `2.5e-06`; nil when it is not a number, is finer than 10⁻²⁴ USD or too large.
    public init?(usd text: some StringProtocol) {
        guard let decimal = DecimalText(text, fractionDigits: Self.fractionDigits) else { return nil }
        yoctodollars = decimal.scaled
    }

    /// No money.
    public static let zero = Money(yoctodollars: 0)
    /// One US dollar.
    public static let dollar = Money(yoctodollars: 1_000_000_000_000_000_000_000_000)
    /// The decimal digits after the point that an amount can have.
    static let fractionDigits = 24

    /// The exact amount in USD as a decimal literal without trailing zeros: `0.0025`.
    public var usdText: String {
        DecimalText.format(yoctodollars, fractionDigits: Self.fractionDigits)
    }

    public static func + (left: Money, right: Money) -> Money {
        let (sum, overflow) = left.yoctodollars.addingReportingOverflow(right.yoctodollars)
        return Money(yoctodollars: overflow ? (left.yoctodollars < 0 ? .min : .max) : sum)
    }

    public static func - (left: Money, right: Money) -> Money {
        let (difference, overflow) = left.yoctodollars.subtractingReportingOverflow(right.yoctodollars)
        return Money(yoctodollars: overflow ? (left.yoctodollars < 0 ? .min : .max) : difference)
    }

    public static func += (left: inout Money, right: Money) {
        left = left + right
    }

    public static func -= (left: inout Money, right: Money) {
        left = left - right
    }

    /// The amount `count` times.
    public static func * (amount: Money, count: Int) -> Money {
        let (product, overflow) = amount.yoctodollars.multipliedReportingOverflow(by: Int128(count))
        let isNegative = (amount.yoctodollars < 0) != (count < 0)
        return Money(yoctodollars: overflow ? (isNegative ? .min : .max) : product)
    }

    public static func < (left: Money, right: Money) -> Bool {
        left.yoctodollars < right.yoctodollars
    }
}
