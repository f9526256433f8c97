/// Whether a cost is known.
public enum CostStatus: String, Hashable, CaseIterable, Sendable {
    /// Every token is known and has a price.
    case exact
    /// The price of some model or the tokens of some reply are not known, so neither is the sum.
    case missing
}

/// What something cost, if that is known.
public struct Cost: Hashable, Sendable {
    /// The amount; nil exactly when the status is `missing`.
    public let amount: Money?
    /// Whether the amount is known.
    public let status: CostStatus

    /// Traps unless there is an amount exactly when the status is `exact`.
    public init(amount: Money?, status: CostStatus) {
        precondition((amount != nil) == (status == .exact), "a cost is an amount or missing, found \(status)")
        self.amount = amount
        self.status = status
    }

    /// Nothing was used, so nothing is to be paid.
    public static let nothing = Cost(amount: .zero, status: .exact)
    /// A price or a number of tokens is not known.
    public static let missing = Cost(amount: nil, status: .missing)

    /// Both together; missing when either is.
    public static func + (left: Cost, right: Cost) -> Cost {
        guard let leftAmount = left.amount, let rightAmount = right.amount else { return .missing }
        return Cost(amount: leftAmount + rightAmount, status: .exact)
    }
}
