/// What a model's tokens cost, in USD for 1,000,000 tokens of each bucket.
///
/// A rate has at most 6 fraction digits, so that one token costs a whole number of yoctodollars.
public struct Price: Hashable, Sendable {
    /// Prompt tokens.
    public let input: Money
    /// Tokens of the reply.
    public let output: Money
    /// Prompt tokens read from the provider's cache; the rate of `input` when the provider names none.
    public let cachedInput: Money
    /// Prompt tokens written to the provider's cache; the rate of `input` when the provider names none.
    public let cacheWrite: Money
    /// Reasoning tokens; the rate of `output` when the provider names none.
    public let reasoning: Money

    /// Traps on a rate that `isRate` refuses.
    public init(
        input: Money, output: Money, cachedInput: Money? = nil, cacheWrite: Money? = nil, reasoning: Money? = nil
    ) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput ?? input
        self.cacheWrite = cacheWrite ?? input
        self.reasoning = reasoning ?? output
        for rate in [self.input, self.cachedInput, self.cacheWrite, self.output, self.reasoning] {
            precondition(Self.isRate(rate), "a rate is 0 to 1,000,000 USD, 6 fraction digits, found \(rate.usdText)")
        }
    }

    /// Whether an amount can be a rate: from 0 to 1,000,000 USD, with at most 6 fraction digits.
    public static func isRate(_ amount: Money) -> Bool {
        amount >= .zero && amount <= Money.dollar * 1_000_000
            && amount.yoctodollars.isMultiple(of: 1_000_000_000_000_000_000)
    }

    /// The exact cost of `usage`.
    public func cost(of usage: TokenUsage) -> Cost {
        Cost(
            amount: Self.perToken(input) * usage.input + Self.perToken(cachedInput) * usage.cachedInput
                + Self.perToken(cacheWrite) * usage.cacheWrite + Self.perToken(output) * usage.output
                + Self.perToken(reasoning) * usage.reasoning, status: .exact)
    }

    private static func perToken(_ rate: Money) -> Money {
        Money(yoctodollars: rate.yoctodollars / 1_000_000)
    }
}
