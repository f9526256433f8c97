/// What one token of each bucket costs, as far as a catalogue says.
public struct PriceRates: Hashable, Sendable {
    /// A prompt token.
    public var input: Money?
    /// A prompt token read from the provider's cache.
    public var cachedInput: Money?
    /// A prompt token written to the provider's cache.
    public var cacheWrite: Money?
    /// A prompt token written to the provider's cache for an hour.
    public var longCacheWrite: Money?
    /// A token of the reply.
    public var output: Money?
    /// A token the model thought with; providers bill it as a token of the reply unless they say otherwise.
    public var reasoning: Money?

    /// Traps on a rate that `isRate` refuses.
    public init(
        input: Money? = nil, cachedInput: Money? = nil, cacheWrite: Money? = nil, longCacheWrite: Money? = nil,
        output: Money? = nil, reasoning: Money? = nil
    ) {
        self.input = input
        self.cachedInput = cachedInput
        self.cacheWrite = cacheWrite
        self.longCacheWrite = longCacheWrite
        self.output = output
        self.reasoning = reasoning
        for rate in TokenBucket.allCases.compactMap({ self[$0] }) {
            precondition(Self.isRate(rate), "a token costs from 0 to 1 USD, found \(rate.usdText)")
        }
    }

    /// Whether an amount can be the price of one token: from 0 to 1 USD, so that the most tokens a recording can tell of
    /// (10¹²) stay far from the largest amount there is.
    public static func isRate(_ amount: Money) -> Bool { amount >= .zero && amount <= .dollar }

    /// The rate of one bucket; nil when there is none.
    public subscript(bucket: TokenBucket) -> Money? {
        get {
            switch bucket {
            case .input: input
            case .cachedInput: cachedInput
            case .cacheWrite: cacheWrite
            case .longCacheWrite: longCacheWrite
            case .output: output
            case .reasoning: reasoning
            }
        }
        set {
            switch bucket {
            case .input: input = newValue
            case .cachedInput: cachedInput = newValue
            case .cacheWrite: cacheWrite = newValue
            case .longCacheWrite: longCacheWrite = newValue
            case .output: output = newValue
            case .reasoning: reasoning = newValue
            }
        }
    }

    /// These, and those of `other` where there is none.
    func completed(by other: PriceRates) -> PriceRates {
        var rates = self
        for bucket in TokenBucket.allCases where rates[bucket] == nil { rates[bucket] = other[bucket] }
        return rates
    }
}

/// The rates of calls with long prompts.
public struct PriceTier: Hashable, Sendable {
    /// A call with more tokens of the prompt than this has these rates for all its tokens.
    public let above: Int
    /// The rates; what is missing is as without the tier.
    public let rates: PriceRates

    /// Traps unless `above` is positive.
    public init(above: Int, _ rates: PriceRates) {
        precondition(above > 0, "a tier begins above at least 1 token, found \(above)")
        self.above = above
        self.rates = rates
    }
}
