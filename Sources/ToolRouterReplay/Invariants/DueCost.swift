import ToolRouter

/// What tokens cost by a price, computed apart from `Price.cost(of:)`.
enum DueCost {
    /// The cost of `usage`, where the model's name led to the price by `match`.
    static func of(_ usage: TokenUsage, by price: Price, _ match: PriceSource.NameMatch) -> Cost {
        let prompt = [usage.input, usage.cachedInput, usage.cacheWrite, usage.longCacheWrite]
            .reduce(Int128(0)) { $0 + Int128($1) }
        let tier = price.tiers.filter { prompt > Int128($0.above) }.max { $0.above < $1.above }
        func rate(_ bucket: TokenBucket) -> Money? { tier?.rates[bucket] ?? price.base[bucket] }

        let doubtful: Set = ["without_region", "with_provider", "unknown_provider"]
        let isOwn = doubtful.isDisjoint(with: match.rawValue.split(separator: "+").map(String.init))
        var isExact = !price.isPartial && isOwn
        var sum = Money.zero
        for bucket in TokenBucket.allCases where usage[bucket] > 0 {
            let substitute: [TokenBucket] =
                switch bucket {
                case .input, .output: []
                case .cachedInput, .cacheWrite: [.input]
                case .longCacheWrite: [.cacheWrite, .input]
                case .reasoning: [.output]
                }
            // Tokens of thought are tokens of the reply; all others that borrow a rate make the cost an estimate.
            if rate(bucket) == nil, bucket != .reasoning { isExact = false }
            let found = ([bucket] + substitute).lazy.compactMap(rate).first
            sum += (found ?? .zero) * usage[bucket]
        }
        if sum.yoctodollars == .max { isExact = false }
        return Cost(amount: sum, status: isExact ? .exact : .estimated)
    }
}
