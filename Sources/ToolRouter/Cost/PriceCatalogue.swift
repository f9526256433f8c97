/// The prices of models by the names that providers' replies give.
///
/// A model goes by several names: with and without its provider, with and without a date. `resolve` says in which order they
/// are tried, and each price says how it was found. A name that leads to different prices leads to none.
public struct PriceCatalogue: Hashable, Sendable {
    /// The most models that a catalogue may have.
    public static let mostEntries = 100_000
    /// How many entries a name that leads to several is told with.
    public static let mostNamed = 10

    /// What a model's name leads to.
    public enum Resolution: Hashable, Sendable {
        /// One entry, or several at the same prices.
        case found(PriceEntry, PriceSource.NameMatch)
        /// Entries that differ in price: the first of them, sorted by name.
        case ambiguous([String])
        /// Nothing.
        case unknown
    }

    private let book: PriceBook

    /// Traps when two entries have the same name, or an alias leads to none.
    public init(_ entries: [PriceEntry], aliases: [String: String] = [:]) {
        precondition(entries.count <= Self.mostEntries, "a catalogue of \(entries.count) models")
        book = PriceBook(entries, aliases: aliases)
        for alias in aliases.keys.sorted() {
            precondition(
                book.contains(aliases[alias]!),
                "the alias \(alias) leads to \(aliases[alias]!), which the catalogue does not have")
        }
    }

    /// A catalogue of models with one price each.
    public init(_ prices: [String: Price] = [:]) {
        self.init(prices.keys.sorted().map { PriceEntry($0, prices: [DatedPrice(prices[$0]!)]) })
    }

    /// The models, sorted by name.
    public var entries: [PriceEntry] { book.entries }
    /// Other names of models, by themselves.
    public var aliases: [String: String] { book.aliases }
    /// What identifies the prices and names: 16 hexadecimal digits of a SHA-256.
    public var digest: String { book.digest }

    /// What `model` leads to: the entry of exactly this name; else what an alias means; else what the name is without the
    /// date or version at its end (one after the other) and without region and provider in front, the provider being the
    /// entry's own, or unknown there; else, unless its provider sells something here, the only price for it at any provider,
    /// and at last with any date. Where who sells it is not certain, `NameMatch.mayBeOfAnotherOffer`.
    public func resolve(_ model: String) -> Resolution { book.resolve(model) }

    /// The price of `model` at `moment`, and where it is from; nil when the catalogue has none.
    public func entry(for model: String, at moment: Timestamp) -> (price: Price, source: PriceSource)? {
        guard case .found(let entry, let match) = book.resolve(model), let dated = entry.price(at: moment) else {
            return nil
        }
        return (dated.price, PriceSource(entry: entry.name, match: match, validFrom: dated.validFrom))
    }

    /// What `usage` of `model` costs at `moment`; a model without a price has an unknown cost, not one of zero.
    public func cost(of usage: TokenUsage, model: String, at moment: Timestamp) -> Cost {
        charge(for: usage, of: model, at: moment).cost
    }

    /// What `usage` of `model` costs at `moment`, and by which price; unknown where there is none, or no number of tokens.
    func charge(for usage: TokenUsage?, of model: String, at moment: Timestamp) -> Charge {
        let priced = entry(for: model, at: moment)
        var cost = usage.flatMap { priced?.price.cost(of: $0) } ?? .missing
        if let priced, priced.source.match.mayBeOfAnotherOffer { cost = cost.asEstimate }
        return Charge(model: model, price: priced?.source, usage: usage ?? TokenUsage(), cost: cost)
    }

    /// The catalogue with other prices.
    package func mapPrices(_ transform: (Price) -> Price) -> PriceCatalogue {
        PriceCatalogue(
            entries.map { entry in
                PriceEntry(
                    entry.name, provider: entry.provider,
                    prices: entry.prices.map { DatedPrice(transform($0.price), validFrom: $0.validFrom) })
            }, aliases: aliases)
    }

    /// The names that are remembered with what they led to.
    package var rememberedNames: Int { book.rememberedCount }

    public static func == (left: PriceCatalogue, right: PriceCatalogue) -> Bool {
        left.book === right.book || left.book.entries == right.book.entries && left.aliases == right.aliases
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(digest)
    }
}
