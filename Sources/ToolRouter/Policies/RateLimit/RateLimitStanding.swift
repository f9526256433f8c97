/// How a caller stands with one limit.
public struct RateLimitStanding: Hashable, Sendable {
    /// Whose allowance it is.
    public let scope: RateLimitScope
    /// What it counts.
    public let unit: RateLimitUnit
    /// The allowance when it is full.
    public let limit: Int
    /// What is left of it.
    public let remaining: Int
    /// How long until it is full again.
    public let resetAfter: Duration

    /// A standing, as a store of allowances tells it.
    public init(scope: RateLimitScope, unit: RateLimitUnit, limit: Int, remaining: Int, resetAfter: Duration) {
        self.scope = scope
        self.unit = unit
        self.limit = limit
        self.remaining = remaining
        self.resetAfter = resetAfter
    }
}
