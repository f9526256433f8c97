/// The tokens of a call in disjoint buckets, each with a price of its own: no token is counted twice.
///
/// Providers count otherwise: `UsageConvention` says how, and `init(counted:by:)` takes their counts apart.
public struct TokenUsage: Hashable, Sendable {
    /// Prompt tokens neither read from nor written to the provider's cache.
    public let input: Int
    /// Prompt tokens read from the provider's cache.
    public let cachedInput: Int
    /// Prompt tokens written to the provider's cache for its usual time, five minutes or so.
    public let cacheWrite: Int
    /// Prompt tokens written to the provider's cache for an hour, which some providers sell at a rate of its own.
    public let longCacheWrite: Int
    /// Tokens of the reply, without reasoning.
    public let output: Int
    /// Tokens the model thought with.
    public let reasoning: Int

    /// Traps on a negative count.
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
        let least = min(min(input, cachedInput), min(cacheWrite, longCacheWrite), min(output, reasoning))
        precondition(least >= 0, "a count of tokens can't be negative, found \(least)")
    }

    /// The count of one bucket.
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

    /// All tokens of the prompt; `Int.max` when the sum is larger.
    public var totalInput: Int { Self.sum(Self.sum(Self.sum(input, cachedInput), cacheWrite), longCacheWrite) }

    /// All tokens written to the provider's cache, for however long; `Int.max` when the sum is larger.
    public var totalCacheWrite: Int { Self.sum(cacheWrite, longCacheWrite) }

    /// All tokens of the reply; `Int.max` when the sum is larger.
    public var totalOutput: Int { Self.sum(output, reasoning) }

    /// All tokens; `Int.max` when the sum is larger.
    public var total: Int { Self.sum(totalInput, totalOutput) }

    /// Both calls together; a count that would not fit stays at `Int.max`, since a provider's numbers must not trap.
    public static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        TokenUsage(
            input: sum(left.input, right.input), cachedInput: sum(left.cachedInput, right.cachedInput),
            cacheWrite: sum(left.cacheWrite, right.cacheWrite),
            longCacheWrite: sum(left.longCacheWrite, right.longCacheWrite),
            output: sum(left.output, right.output), reasoning: sum(left.reasoning, right.reasoning))
    }

    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
