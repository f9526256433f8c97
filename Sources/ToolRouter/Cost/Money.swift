/// An amount of US dollars, exact to 10⁻¹² USD: what one token costs is a whole number of these.
public struct Money: Hashable, Comparable, Sendable {
    /// The amount in picodollars, 10⁻¹² USD.
    public let picodollars: Int128

    public init(picodollars: Int128) {
        self.picodollars = picodollars
    }

    /// Reads an amount such as `0.0025` or `2.5e-06`; nil when it is no number or finer than 10⁻¹² USD.
    public init?(usd text: some StringProtocol) {
        guard let decimal = DecimalText(text, fractionDigits: 12) else { return nil }
        picodollars = decimal.scaled
    }

    /// No money.
    public static let zero = Money(picodollars: 0)

    /// The exact amount in USD as a decimal literal without trailing zeros: `0.0025`.
    public var usdText: String {
        DecimalText.format(picodollars, fractionDigits: 12)
    }

    public static func + (left: Money, right: Money) -> Money {
        Money(picodollars: left.picodollars + right.picodollars)
    }

    public static func += (left: inout Money, right: Money) {
        left = left + right
    }

    /// The amount `count` times.
    public static func * (amount: Money, count: Int) -> Money {
        Money(picodollars: amount.picodollars * Int128(count))
    }

    public static func < (left: Money, right: Money) -> Bool {
        left.picodollars < right.picodollars
    }
}
