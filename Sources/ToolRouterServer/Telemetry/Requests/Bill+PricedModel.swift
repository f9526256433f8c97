import ToolRouter

extension Bill {
    /// The entry of the price catalogue that the model has; nil when it has none. What a model calls itself is anybody's word,
    /// and there is no bound to it: names of spans and labels of metrics are made of this.
    var pricedModel: String? { charges.first?.price?.entry }
}
