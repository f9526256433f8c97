/// The tokens of a call as its provider counts them: untrusted, and one of them may be in two counts.
public struct ProviderTokenCounts: Hashable, Sendable {
    /// Tokens of the prompt.
    public var input: Int
    /// Tokens of the prompt that were read from the provider's cache.
    public var cachedInput: Int
    /// Tokens of the prompt that were written to the provider's cache.
    public var cacheWrite: Int
    /// Tokens of the prompt that were written to the provider's cache for an hour.
    public var longCacheWrite: Int
    /// Tokens of the reply.
    public var output: Int
    /// Tokens the model thought with.
    public var reasoning: Int

    /// What a provider does not say is 0.
    public init(
        input: Int = 0, cachedInput: Int = 0, cacheWrite: Int = 0, longCacheWrite: Int = 0, output: Int = 0,
        reasoning: Int = 0
    ) {
        self.input = input
        self.cachedInput = cachedInput
        self.cacheWrite = cacheWrite
        self.longCacheWrite = longCacheWrite
        self.output = output
        self.reasoning = reasoning
    }

    /// The count of one kind.
    public subscript(bucket: TokenBucket) -> Int {
        switch bucket {
        case .input: input
        case .cachedInput: cachedInput
        case .cacheWrite: cacheWrite
        case .longCacheWrite: longCacheWrite
        case .output: output
        case .reasoning: reasoning
        }
    }
}

/// What can't be in a provider's counts.
public struct UsageContradiction: Error, Hashable, Sendable {
    /// The count that can't be.
    public let count: TokenBucket
    /// What it says.
    public let found: Int
    /// What it is a part of; nil when it is negative.
    public let whole: TokenBucket?
    /// What that leaves for it, at least 0; nil when it is negative.
    public let most: Int?
}

extension TokenUsage {
    /// Takes a provider's counts apart, so that no token is counted twice; whoever reads a provider's reply does this once.
    ///
    /// - Throws: what contradicts the convention or is negative, so that nobody knows what the call cost.
    public init(
        counted counts: ProviderTokenCounts, by convention: UsageConvention
    ) throws(UsageContradiction) {
        for bucket in TokenBucket.allCases where counts[bucket] < 0 {
            throw UsageContradiction(count: bucket, found: counts[bucket], whole: nil, most: nil)
        }
        self.init(
            input: try counts.rest(of: .input, by: convention), cachedInput: counts[.cachedInput],
            cacheWrite: counts[.cacheWrite], longCacheWrite: counts[.longCacheWrite],
            output: try counts.rest(of: .output, by: convention),
            reasoning: counts[.reasoning])
    }
}

extension ProviderTokenCounts {
    /// What is left of a whole without those of its parts that are in it; no count is negative.
    fileprivate func rest(
        of whole: TokenBucket, by convention: UsageConvention
    ) throws(UsageContradiction) -> Int {
        var rest = self[whole]
        guard convention.includesParts(of: whole) else { return rest }
        for part in TokenBucket.allCases where part.whole == whole {
            guard self[part] <= rest else {
                throw UsageContradiction(count: part, found: self[part], whole: whole, most: rest)
            }
            rest -= self[part]
        }
        return rest
    }
}
