/// The prices of models by the name the provider's reply gives.
public struct PriceCatalogue: Hashable, Sendable {
    private let prices: [String: Price]

    public init(_ prices: [String: Price] = [:]) {
        self.prices = prices
    }

    /// The price of `model`; nil when the catalogue does not name exactly this model.
    public func price(of model: String) -> Price? {
        prices[model]
    }

    /// The price of `model`, and where it is from; nil when the catalogue has none.
    public func entry(for model: String) -> (price: Price, source: PriceSource)? {
        prices[model].map { ($0, PriceSource(entry: model, match: .exact, validFrom: nil)) }
    }

    /// What `usage` of `model` costs; a model without a price has an unknown cost, not one of zero.
    public func cost(of usage: TokenUsage, model: String) -> Cost {
        guard let price = prices[model] else { return .missing }
        return price.cost(of: usage)
    }
}
