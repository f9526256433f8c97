/// What replies took and cost, by the planner that was asked and the model that replied.
///
/// The models are entries of the price catalogue: what a provider calls its model is untrusted and without end, and what the
/// catalogue does not know is `other`. Everything is added to exactly one row, so the rows add up to the whole.
public struct SpendingByModel: Sendable {
    /// The replies of one model to one planner.
    public struct Row: Sendable {
        /// Who was asked.
        public let planner: PlannerName
        /// Whether it was asked as a candidate, beside the current planner.
        public let isCandidate: Bool
        /// The catalogue's entry for the model, or `other`.
        public let model: String
        /// The tokens, as far as they are known.
        public fileprivate(set) var usage = TokenUsage()
        /// The money, as far as it is known.
        public fileprivate(set) var cost = Money.zero
        /// Replies whose cost is exact, an estimate and unknown.
        public fileprivate(set) var exact = 0
        public fileprivate(set) var estimated = 0
        public fileprivate(set) var missing = 0

        /// The replies whose cost is known so well.
        public subscript(status: CostStatus) -> Int {
            switch status {
            case .exact: exact
            case .estimated: estimated
            case .missing: missing
            }
        }
    }

    /// The most rows that are kept apart, besides one for the other models of each planner.
    public static let mostRows = 100
    /// The longest name of a model that is kept, in UTF-8 bytes.
    public static let longestName = 128
    /// The name of all models that are not told apart.
    public static let other = "other"

    /// In the order in which they were first seen.
    public private(set) var rows: [Row] = []
    private var named = 0
    /// Replies come in runs, so the last row is likely the next one, too.
    private var latest = 0

    public init() {}

    /// Adds the bill of one reply.
    public mutating func add(_ bill: Bill, of planner: PlannerName, isCandidate: Bool) {
        let index = index(of: planner, isCandidate, model: Self.name(in: bill))
        latest = index
        rows[index].usage = rows[index].usage + bill.usage
        if let amount = bill.cost.amount { rows[index].cost += amount }
        switch bill.cost.status {
        case .exact: rows[index].exact += 1
        case .estimated: rows[index].estimated += 1
        case .missing: rows[index].missing += 1
        }
    }

    private static func name(in bill: Bill) -> String {
        guard let price = bill.charges.first?.price, price.entry.utf8.count <= longestName else { return other }
        return price.entry
    }

    private mutating func index(of planner: PlannerName, _ isCandidate: Bool, model: String) -> Int {
        func isMeant(_ row: Row) -> Bool {
            row.isCandidate == isCandidate && row.model.hasSameBytes(as: model) && row.planner == planner
        }
        if latest < rows.count, isMeant(rows[latest]) { return latest }
        if let index = rows.firstIndex(where: isMeant) { return index }
        let isOther = model.hasSameBytes(as: Self.other)
        guard isOther || named < Self.mostRows else { return index(of: planner, isCandidate, model: Self.other) }
        if !isOther { named += 1 }
        rows.append(Row(planner: planner, isCandidate: isCandidate, model: model))
        return rows.count - 1
    }
}
