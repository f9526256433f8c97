/// Where a price is from, for records.
public struct PriceSource: Hashable, Sendable {
    /// The entry of the catalogue.
    public var entry: String
    /// How the model's name led to it.
    public var match: NameMatch
    /// Since when the price holds; nil when the catalogue does not say.
    public var validFrom: Timestamp?

    public init(entry: String, match: NameMatch, validFrom: Timestamp?) {
        self.entry = entry
        self.match = match
        self.validFrom = validFrom
    }
}

extension PriceSource {
    /// How a model's name leads to an entry of the catalogue: the steps that made the two names the same, as one word such
    /// as `without_provider+without_date`. There are a few dozen at most.
    public struct NameMatch: RawRepresentable, Hashable, Sendable {
        public let rawValue: String
        /// Whether the price may be that of another offer, so that the cost is an estimate: one region can be dearer than
        /// another, and so can one provider where nobody says whose price it is.
        public let mayBeOfAnotherOffer: Bool

        public init(rawValue: String) {
            self.rawValue = rawValue
            let doubtful = [Step.withProvider, .unknownProvider, .withoutRegion]
            mayBeOfAnotherOffer = doubtful.contains { rawValue.contains($0.rawValue) }
        }

        /// The names are the same.
        public static let exact = NameMatch(rawValue: "exact")
        /// The catalogue calls it an alias.
        public static let alias = NameMatch(rawValue: "alias")

        init(_ steps: [Step]) {
            self.init(rawValue: steps.isEmpty ? "exact" : steps.map(\.rawValue).joined(separator: "+"))
        }

        /// Whether the name or the entry alone says who sells it.
        public var isOfAnotherProvider: Bool {
            rawValue.contains(Step.withProvider.rawValue) || rawValue.contains(Step.unknownProvider.rawValue)
        }

        /// Whether the price is that of no region, or of another one.
        public var isOfAnotherRegion: Bool { rawValue.contains(Step.withoutRegion.rawValue) }
    }

    /// What is done to a name to find it in the catalogue.
    enum Step: String {
        /// The provider in front is left out, and the entry is that provider's: `openai/gpt-4o` is `gpt-4o`.
        case withoutProvider = "without_provider"
        /// The provider in front is left out, and the entry does not say whose it is.
        case unknownProvider = "unknown_provider"
        /// The only price there is for it at any provider: `llama-3` is `groq/llama-3`.
        case withProvider = "with_provider"
        /// The date or version at the end is left out: `gpt-4o-2024-08-06` is `gpt-4o`.
        case withoutDate = "without_date"
        /// The only price there is for it with any date: `gpt-4o` is `gpt-4o-2024-08-06`.
        case withDate = "with_date"
        /// The region in front is left out: `us.anthropic.claude` is `anthropic.claude`.
        case withoutRegion = "without_region"
    }
}
