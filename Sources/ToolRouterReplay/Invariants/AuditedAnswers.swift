import ToolRouter

/// The audit log has exactly one record of each answer, whoever's, and its records add up to what the totals say was spent.
///
/// A request that is told that its record can't be written may have none. A log that was made to fail may lack what came of calls
/// left behind and of candidates, too, since nobody waits for those records.
struct AuditedAnswers: Invariant {
    static let name = "audited_answers"
    var kinds: EventKinds { [.received, .settled] }

    private var answers = Recorded()
    /// Those that are told so.
    private var unrecorded = Recorded()

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        switch event.kind {
        case .received: answers.add(event.request)
        case .settled(let answer) where answer.outcome.error?.code == .auditUnavailable: unrecorded.add(event.request)
        default: break
        }
        return nil
    }

    mutating func finish(_ outcome: ReplayOutcome) -> [Discrepancy] {
        guard let audit = outcome.audit else { return [] }
        var discrepancies: [Discrepancy] = []
        func compare(_ what: String, _ expected: String, _ found: String) {
            guard expected != found else { return }
            discrepancies.append(Discrepancy(expected: "\(what): \(expected)", found: found))
        }
        let found = Recorded(count: audit.records[.answer], marks: audit.answered)
        let sure = answers.without(unrecorded)
        if !(sure.count...answers.count).contains(found.count) {
            let least = unrecorded.count == 0 ? "" : "\(sure.count) to "
            discrepancies.append(
                Discrepancy(expected: "records of answers: \(least)\(answers.count)", found: "\(found.count)"))
        } else if let other = [sure, answers].first(where: { $0.count == found.count }), other.marks != found.marks {
            discrepancies.append(
                Discrepancy(
                    expected: "one record of each of \(found.count) answers",
                    found: "as many, of which some are of one answer"))
        }
        if outcome.losesRecords { return discrepancies }
        let totals = outcome.totals
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

    /// Requests, and 64 bits of what tells them from as many others.
    private struct Recorded: Equatable {
        var count = 0
        var marks: UInt64 = 0

        mutating func add(_ request: RequestID) {
            count += 1
            marks &+= InMemoryAuditLog.Sums.mark(of: request)
        }

        func without(_ others: Recorded) -> Recorded {
            Recorded(count: count - others.count, marks: marks &- others.marks)
        }
    }
}
