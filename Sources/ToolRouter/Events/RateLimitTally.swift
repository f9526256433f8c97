/// What the limiter decided, by the limit that was the tightest.
///
/// Counted for each request, so the counts lie in an array and nothing is hashed.
public struct RateLimitTally: Sendable {
    private static let scopes: [RateLimitScope?] = [nil] + RateLimitScope.allCases
    private var counts = [Int](repeating: 0, count: 2 * 2 * scopes.count)
    private var localAllowed = 0
    private var localRefused = 0

    public init() {}

    /// Counts one decision.
    public mutating func add(_ decision: RateLimitDecision) {
        counts[Self.index(decision.isAllowed, decision.scope, decision.unit)] += 1
        guard decision.isLocal else { return }
        if decision.isAllowed { localAllowed += 1 } else { localRefused += 1 }
    }

    /// The decisions among them that a process made by itself although others share its limits.
    public func local(isAllowed: Bool) -> Int { isAllowed ? localAllowed : localRefused }

    /// The decisions of one kind.
    ///
    /// - Parameter scope: whose allowance was the tightest; nil where no limit applied.
    public subscript(isAllowed isAllowed: Bool, scope: RateLimitScope?, unit: RateLimitUnit) -> Int {
        counts[Self.index(isAllowed, scope, unit)]
    }

    /// All decisions.
    public var total: Int { counts.reduce(0, +) }

    private static func index(_ isAllowed: Bool, _ scope: RateLimitScope?, _ unit: RateLimitUnit) -> Int {
        let place =
            switch scope {
            case nil: 0
            case .user: 1
            case .ip: 2
            case .tenant: 3
            case .global: 4
            }
        return place * 4 + (isAllowed ? 2 : 0) + (unit == .tokens ? 1 : 0)
    }
}
