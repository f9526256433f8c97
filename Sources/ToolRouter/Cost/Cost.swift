/// Whether a cost is known.
public enum CostStatus: String, Hashable, CaseIterable, Sendable {
    /// Every token is known and has a price.
    case exact
    /// A part of it is known: the amount is what is known, or was priced at the rate of another kind of tokens.
    case estimated
    /// Nothing of it is known: no price, or no number of tokens.
    case missing
}

/// What something cost, as far as that is known.
public struct Cost: Hashable, Sendable {
    /// The amount; nil exactly when the status is `missing`.
    public let amount: Money?
    /// Whether the amount is known.
    public let status: CostStatus

    /// Traps unless there is an amount exactly when the status is not `missing`.
    public init(amount: Money?, status: CostStatus) {
        precondition((amount == nil) == (status == .missing), "a cost is an amount or missing, found \(status)")
        self.amount = amount
        self.status = status
    }

    /// Nothing was used, so nothing is to be paid.
    public static let nothing = Cost(amount: .zero, status: .exact)
    /// A price or a number of tokens is not known.
    public static let missing = Cost(amount: nil, status: .missing)

    /// The same amount, as an estimate; what is missing stays missing.
    package var asEstimate: Cost { Cost(amount: amount, status: amount == nil ? .missing : .estimated) }

    /// Both together: the sum of what is known, and no more certain than either. What nothing was paid for beside something
    /// unknown stays unknown.
    public static func + (left: Cost, right: Cost) -> Cost {
        if left == .nothing { return right }
        if right == .nothing { return left }
        guard let known = left.amount ?? right.amount else { return .missing }
        guard let leftAmount = left.amount, let rightAmount = right.amount else {
            return Cost(amount: known, status: .estimated)
        }
        let isExact = left.status == .exact && right.status == .exact
        return Cost(amount: leftAmount + rightAmount, status: isExact ? .exact : .estimated)
    }
}
