/// What a model's tokens cost.
///
/// The whole call has the rates of the highest tier that its prompt exceeds, with all tokens of the prompt counted, those
/// of the provider's cache among them: what OpenAI, Anthropic, Google and Alibaba publish, and how LiteLLM reads it.
public struct Price: Hashable, Sendable {
    /// The most tiers that a price may have.
    public static let mostTiers = 16

    /// The rates of calls with short prompts; it has those of `input` and `output`.
    public let base: PriceRates
    /// The rates of longer ones, the lowest limit first.
    public let tiers: [PriceTier]
    /// Whether the catalogue names charges that are not in the rates, so that every cost is an estimate: a fee for each
    /// request, or cheaper hours of the day.
    public let isPartial: Bool
    /// The rates of every bucket: those of `base`, then those of each tier.
    private let tables: [RateTable]

    /// Traps without a rate for `input` or `output`, and unless the limits of the tiers rise.
    public init(_ base: PriceRates, tiers: [PriceTier] = [], isPartial: Bool = false) {
        precondition(base.input != nil && base.output != nil, "a price has a rate for input and for output")
        precondition(tiers.count <= Self.mostTiers, "a price has at most \(Self.mostTiers) tiers, found \(tiers.count)")
        precondition(
            zip(tiers, tiers.dropFirst()).allSatisfy { $0.above < $1.above },
            "the limits of tiers rise, one after another")
        self.base = base
        self.tiers = tiers
        self.isPartial = isPartial
        tables = [RateTable(base)] + tiers.map { RateTable($0.rates.completed(by: base)) }
    }

    /// A price in USD for 1,000,000 tokens, whose author has left out the rates that are those of their side: what is not
    /// named costs as much as `input` or `output`, a long cache write as much as a short one, and that is certain.
    ///
    /// Traps on a rate that `isRate` refuses.
    public init(
        input: Money, output: Money, cachedInput: Money? = nil, cacheWrite: Money? = nil,
        longCacheWrite: Money? = nil, reasoning: Money? = nil
    ) {
        self.init(
            PriceRates(
                input: Self.perToken(input), cachedInput: Self.perToken(cachedInput ?? input),
                cacheWrite: Self.perToken(cacheWrite ?? input),
                longCacheWrite: Self.perToken(longCacheWrite ?? cacheWrite ?? input), output: Self.perToken(output),
                reasoning: Self.perToken(reasoning ?? output)))
    }

    /// Whether an amount can be the price of 1,000,000 tokens: from 0 to 1,000,000 USD, with at most 18 digits after the
    /// point, so that one token costs a whole number of yoctodollars.
    public static func isRate(_ amount: Money) -> Bool {
        amount >= .zero && amount <= Money.dollar * 1_000_000 && amount.yoctodollars.isMultiple(of: 1_000_000)
    }

    /// What one token costs where 1,000,000 cost `amount`. Traps when `isRate` refuses it.
    public static func perToken(_ amount: Money) -> Money {
        precondition(isRate(amount), "a rate is 0 to 1,000,000 USD, 18 fraction digits, found \(amount.usdText)")
        return Money(yoctodollars: amount.yoctodollars / 1_000_000)
    }

    /// What a token costs at most, of any kind, in a call whose prompt has so many.
    public func dearestRate(forPromptOf tokens: Int) -> Money {
        let table = table(for: TokenUsage(input: tokens))
        return TokenBucket.allCases.map { table[$0].rate }.max() ?? .zero
    }

    /// The tier whose rates a call with `usage` has; nil for the base.
    public func tier(for usage: TokenUsage) -> PriceTier? {
        tiers.isEmpty ? nil : tiers.last { usage.totalInput > $0.above }
    }

    /// The cost of `usage`: exact when the catalogue names a rate for every bucket that was used, an estimate otherwise.
    /// An amount that does not fit stays at the largest there is, as an estimate.
    public func cost(of usage: TokenUsage) -> Cost {
        let table = table(for: usage)
        var amount = Money.zero
        var isExact = !isPartial
        func add(_ rate: Money, _ count: Int, isKnown: Bool = true) {
            guard count > 0 else { return }
            amount += rate * count
            if !isKnown { isExact = false }
        }
        add(table.input, usage.input)
        add(table.cachedInput, usage.cachedInput, isKnown: table.knowsCachedInput)
        add(table.cacheWrite, usage.cacheWrite, isKnown: table.knowsCacheWrite)
        add(table.longCacheWrite, usage.longCacheWrite, isKnown: table.knowsLongCacheWrite)
        add(table.output, usage.output)
        add(table.reasoning, usage.reasoning)
        if amount.yoctodollars == .max { isExact = false }
        return Cost(amount: amount, status: isExact ? .exact : .estimated)
    }

    /// How `cost` is made up: a line for each bucket that was used.
    public func lines(for usage: TokenUsage) -> [PriceLine] {
        let table = table(for: usage)
        return TokenBucket.allCases.compactMap { bucket in
            guard usage[bucket] > 0 else { return nil }
            let (rate, isKnown) = table[bucket]
            return PriceLine(bucket: bucket, tokens: usage[bucket], rate: rate, isKnown: isKnown)
        }
    }

    private func table(for usage: TokenUsage) -> RateTable {
        if tiers.isEmpty { return tables[0] }
        return tables[(tiers.lastIndex { usage.totalInput > $0.above } ?? -1) + 1]
    }
}

/// One line of the arithmetic of a cost.
public struct PriceLine: Hashable, Sendable {
    /// What was counted.
    public let bucket: TokenBucket
    /// How many there are.
    public let tokens: Int
    /// What one costs.
    public let rate: Money
    /// Whether the catalogue names a rate for this bucket; the line is an estimate otherwise.
    public let isKnown: Bool

    /// Tokens times rate.
    public var amount: Money { rate * tokens }
}

/// The rates of all buckets, looked up once.
private struct RateTable: Hashable, Sendable {
    let input: Money
    let cachedInput: Money
    let cacheWrite: Money
    let longCacheWrite: Money
    let output: Money
    let reasoning: Money
    let knowsCachedInput: Bool
    let knowsCacheWrite: Bool
    let knowsLongCacheWrite: Bool

    /// What has no rate costs as much as what is nearest to it.
    init(_ rates: PriceRates) {
        let (input, output) = (rates.input ?? .zero, rates.output ?? .zero)
        self.input = input
        self.output = output
        cachedInput = rates.cachedInput ?? input
        cacheWrite = rates.cacheWrite ?? input
        longCacheWrite = rates.longCacheWrite ?? rates.cacheWrite ?? input
        reasoning = rates.reasoning ?? output
        knowsCachedInput = rates.cachedInput != nil
        knowsCacheWrite = rates.cacheWrite != nil
        knowsLongCacheWrite = rates.longCacheWrite != nil
    }

    subscript(bucket: TokenBucket) -> (rate: Money, isKnown: Bool) {
        switch bucket {
        case .input: (input, true)
        case .cachedInput: (cachedInput, knowsCachedInput)
        case .cacheWrite: (cacheWrite, knowsCacheWrite)
        case .longCacheWrite: (longCacheWrite, knowsLongCacheWrite)
        case .output: (output, true)
        case .reasoning: (reasoning, true)
        }
    }
}
