/// Adds up what the attempts of one request used and cost.
public struct CostMeter: Hashable, Sendable {
    /// The sum so far: nothing before the first attempt, no more certain than the least certain of them.
    public private(set) var bill = Bill(usage: TokenUsage(), cost: .nothing)
    /// Whether the tokens of all attempts are known.
    public private(set) var isMetered = true

    public init() {}

    /// Adds one attempt.
    ///
    /// - Parameter isMetered: whether its tokens are known.
    public mutating func add(_ attempt: Bill, isMetered: Bool = true) {
        if !isMetered { self.isMetered = false }
        bill = bill + attempt
    }
}
