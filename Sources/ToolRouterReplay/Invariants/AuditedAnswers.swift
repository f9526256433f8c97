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
            "audited spending of the planner", Self.words(totals.usage, totals.cost, totals.unpricedReplies),
            Self.words(audit.planner.usage, audit.planner.cost, audit.planner.unpriced))
        for candidate in Set(totals.shadows.keys).union(audit.candidates.keys).sorted() {
            let told = totals.shadows[candidate] ?? ShadowTotals()
            let noted = audit.candidates[candidate] ?? SpendingSum()
            compare(
                "audited spending of candidate \(candidate)", Self.words(told.usage, told.cost, told.unpricedReplies),
                Self.words(noted.usage, noted.cost, noted.unpriced))
        }
        return discrepancies
    }

    /// A record's bill is the sum of several replies, and unknown when one of them is: then only tokens can be compared.
    private static func words(_ usage: TokenUsage, _ cost: Money, _ unpriced: Int) -> String {
        Spending(usage, unpriced == 0 ? cost : .zero, unpriced: min(unpriced, 1)).words
    }
}
