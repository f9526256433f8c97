import ToolRouter

/// What tokens cost by a price, computed apart from `Price.cost(of:)`.
enum DueCost {
    private static let doubtful: Set = ["without_region", "with_provider", "unknown_provider"]

    /// The cost of `usage`, where the model's name led to the price by `match`.
    static func of(_ usage: TokenUsage, by price: Price, _ match: PriceSource.NameMatch) -> Cost {
        let prompt =
            Int128(usage.input) + Int128(usage.cachedInput) + Int128(usage.cacheWrite) + Int128(usage.longCacheWrite)
        let tier =
            price.tiers.isEmpty
            ? nil : price.tiers.filter { prompt > Int128($0.above) }.max { $0.above < $1.above }
        func rate(_ bucket: TokenBucket) -> Money? { tier?.rates[bucket] ?? price.base[bucket] }

        let isOwn =
            match == .exact || doubtful.isDisjoint(with: match.rawValue.split(separator: "+").map(String.init))
        var isExact = !price.isPartial && isOwn
        var sum = Money.zero
        for bucket in TokenBucket.allCases where usage[bucket] > 0 {
            var substitute: Money? {
                switch bucket {
                case .input, .output: nil
                case .cachedInput, .cacheWrite: rate(.input)
                case .longCacheWrite: rate(.cacheWrite) ?? rate(.input)
                case .reasoning: rate(.output)
                }
            }
            // Tokens of thought are tokens of the reply; all others that borrow a rate make the cost an estimate.
            if rate(bucket) == nil, bucket != .reasoning { isExact = false }
            sum += (rate(bucket) ?? substitute ?? .zero) * usage[bucket]
        }
        if sum.yoctodollars == .max { isExact = false }
        return Cost(amount: sum, status: isExact ? .exact : .estimated)
    }
}
