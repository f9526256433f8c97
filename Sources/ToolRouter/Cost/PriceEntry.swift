/// One model of a price catalogue.
public struct PriceEntry: Hashable, Sendable {
    /// The most prices, one after another, that a model may have.
    public static let mostPrices = 100

    /// The model, as the catalogue calls it.
    public let name: String
    /// Who sells it, in the catalogue's word; nil when it does not say.
    public let provider: String?
    /// Its prices, the oldest first; none when the catalogue knows the model without a price for its tokens.
    public let prices: [DatedPrice]

    /// Traps unless the dates rise; only the first price may be without one.
    public init(_ name: String, provider: String? = nil, prices: [DatedPrice]) {
        precondition(
            zip(prices, prices.dropFirst()).allSatisfy { earlier, later in
                later.validFrom.map { date in earlier.validFrom.map { $0 < date } ?? true } ?? false
            }, "the prices of \(name) are not in the order of their dates")
        precondition(prices.count <= Self.mostPrices, "\(name) has \(prices.count) prices")
        self.name = name
        self.provider = provider
        self.prices = prices
    }

    /// The price at `moment`: the latest that is valid by then; nil before the first one.
    public func price(at moment: Timestamp) -> DatedPrice? {
        prices.last { $0.validFrom.map { $0 <= moment } ?? true }
    }
}

/// A price, and since when it holds.
public struct DatedPrice: Hashable, Sendable {
    /// What tokens cost.
    public let price: Price
    /// The first moment at which it holds; nil when it holds from the beginning.
    public let validFrom: Timestamp?

    public init(_ price: Price, validFrom: Timestamp? = nil) {
        self.price = price
        self.validFrom = validFrom
    }
}
