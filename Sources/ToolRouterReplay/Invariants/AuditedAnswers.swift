import ToolRouter

/// The audit log has exactly one record of each answer, and its records add up to what the totals say was spent.
struct AuditedAnswers: Invariant {
    static let name = "audited_answers"

    private var requests = 0

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        if case .received = event.kind { requests += 1 }
        return nil
    }

    mutating func finish(_ outcome: ReplayOutcome) -> [Discrepancy] {
        guard let audit = outcome.audit else { return [] }
        var discrepancies: [Discrepancy] = []
        func compare(_ what: String, _ expected: String, _ found: String) {
            guard expected != found else { return }
            discrepancies.append(Discrepancy(expected: "\(what): \(expected)", found: found))
        }
        let totals = outcome.totals
        compare("records of answers", "\(requests)", "\(audit.records[.answer])")
        compare(
            "audited spending of the planner",
            Self.words(totals.usage, totals.cost, totals.unpricedReplies, totals.estimatedReplies),
            Self.words(audit.planner))
        for candidate in Set(totals.shadows.keys).union(audit.candidates.keys).sorted() {
            let told = totals.shadows[candidate] ?? ShadowTotals()
            compare(
                "audited spending of candidate \(candidate)",
                Self.words(told.usage, told.cost, told.unpricedReplies, told.estimatedReplies),
                Self.words(audit.candidates[candidate] ?? SpendingSum()))
        }
        return discrepancies
    }

    private static func words(_ sum: SpendingSum) -> String {
        words(sum.usage, sum.cost, sum.unpriced, sum.estimated)
    }

    /// Money and tokens are the same number everywhere. A record's bill is the sum of several replies, so that how many of
    /// them are not exact can't be compared, only whether there are any.
    private static func words(_ usage: TokenUsage, _ cost: Money, _ unpriced: Int, _ estimated: Int) -> String {
        Spending(usage, cost, unpriced: unpriced, estimated: estimated).merged.words
    }
}
