/// Adds up what the attempts of one request used and cost.
public struct CostMeter: Hashable, Sendable {
    /// The sum so far: nothing before the first attempt, a missing cost once any attempt's price is missing.
    public private(set) var bill = Bill(usage: TokenUsage(), cost: .nothing)

    public init() {}

    /// Adds one attempt.
    public mutating func add(_ attempt: Bill) {
        bill = Bill(usage: bill.usage + attempt.usage, cost: bill.cost + attempt.cost)
    }
}
