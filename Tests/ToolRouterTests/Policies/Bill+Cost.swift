import ToolRouter

extension Bill {
    /// Of unknown cost.
    static let missing = Bill(.missing)

    /// Of a call that cost so much.
    init(_ cost: Cost) {
        self.init(usage: TokenUsage(), cost: cost)
    }
}
