/// Where a price is from, for records.
public struct PriceSource: Hashable, Sendable {
    /// The entry of the catalogue.
    public var entry: String
    /// How the model's name led to it.
    public var match: NameMatch
    /// Since when the price holds; nil when the catalogue does not say.
    public var validFrom: Timestamp?

    /// How a model's name leads to an entry of the catalogue.
    public enum NameMatch: String, Hashable, CaseIterable, Sendable {
        /// The names are the same.
        case exact
    }

    public init(entry: String, match: NameMatch, validFrom: Timestamp?) {
        self.entry = entry
        self.match = match
        self.validFrom = validFrom
    }
}
