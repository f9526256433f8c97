import ToolRouter
import ToolRouterFormats

/// What is spent and put aside in a day or a month is within its budget whenever a call is made; nobody is refused while there
/// is room, nor told another moment than the one when there is; what calls cost is counted once, and a call of unknown cost as
/// what the configuration says; and at the end nothing is put aside any more.
///
/// It keeps a book of its own. The sums that the router's ledger has at the end are those of the totals, to the last digit.
struct BudgetsKept: Invariant {
    static let name = "budgets_kept"
    var kinds: EventKinds { [.budgetReserved, .budgetRefused, .budgetSettled] }

    private let budgets: Budgets
    private let limited: Set<PlannerName>
    private var book: BudgetBook
    /// The tenants of this replay, as far as the ledger could tell them apart.
    private var tenants: Set<TenantID> = []

    private var settled = Money.zero
    private var settledUnknown = 0
    private var settledByCandidate: [PlannerName: Money] = [:]

    init(_ budgets: Budgets, candidates: [PlannerName: BudgetLimits]) {
        self.budgets = budgets
        let limits = candidates.filter { !$0.value.isEmpty }
        limited = Set(limits.keys)
        book = BudgetBook(budgets, candidates: limits)
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        switch event.kind {
        case .budgetReserved(_, let reservation): reserved(reservation, at: event.at)
        case .budgetRefused(_, let refusal): refused(refusal, at: event.at)
        case .budgetSettled(_, let reservation, let spending): settled(reservation, spending, at: event.at)
        default: nil
        }
    }

    private mutating func reserved(_ reservation: BudgetReservation, at now: Timestamp) -> Discrepancy? {
        book.release(at: now)
        note(reservation.payer)
        book.reserve(reservation, at: now)
        for (page, period, limit) in book.limits(of: reservation.payer, at: now) where book[page] > limit {
            return Discrepancy(
                expected:
                    "at most \(limit.usdText) USD taken of the \(page.scope.rawValue) budget of a \(period.rawValue)",
                found: "\(book[page].usdText)")
        }
        return nil
    }

    private mutating func refused(_ refusal: BudgetRefusal, at now: Timestamp) -> Discrepancy? {
        book.release(at: now)
        note(refusal.payer)
        let budget = "\(refusal.scope.rawValue) budget of the \(refusal.period.rawValue)"
        guard
            let (page, _, limit) = book.limits(of: refusal.payer, at: now).first(where: {
                $0.page.scope == refusal.scope && $0.period == refusal.period
            })
        else { return Discrepancy(expected: "a refusal by a budget there is", found: "one by the \(budget)") }
        // Tenants that are not told apart share one.
        let isShared = refusal.scope == .tenant && tenants.count > budgets.capacity
        if !isShared, book[page] + refusal.amount <= limit {
            return Discrepancy(
                expected: "a call for \(refusal.amount.usdText) USD, for which the \(budget) has room",
                found: "a refusal with \(book[page].usdText) of \(limit.usdText) USD taken")
        }
        guard let wait = refusal.retryAfter else {
            return refusal.amount > limit
                ? nil : Discrepancy(expected: "a refusal that says until when", found: "one that does not")
        }
        let end = RFC3339.text(now + wait)
        let isEnd = end.hasSuffix(refusal.period == .day ? "T00:00:00Z" : "-01T00:00:00Z")
        let isNext = wait > .zero && wait <= .seconds((refusal.period == .day ? 1 : 31) * 86_400)
        return isEnd && isNext
            ? nil : Discrepancy(expected: "the beginning of the next \(refusal.period.rawValue)", found: end)
    }

    private mutating func settled(
        _ reservation: BudgetReservation, _ spending: BudgetSpending, at now: Timestamp
    ) -> Discrepancy? {
        book.release(at: now)
        guard book.settle(reservation, spending) else {
            return Discrepancy(expected: "each call to be settled once", found: "a second time")
        }
        settled(spending, reservation.payer)
        let isKnown = spending.assumed == .zero
        guard isKnown || (spending.assumed >= budgets.unknownCost && spending.spent == .zero) else {
            return Discrepancy(
                expected: "a call of unknown cost to count as at least \(budgets.unknownCost.usdText) USD",
                found: spending.assumed.usdText)
        }
        return nil
    }

    private mutating func settled(_ spending: BudgetSpending, _ payer: BudgetPayer) {
        switch payer {
        case .tenant:
            settled += spending.spent
            if spending.assumed > .zero { settledUnknown += 1 }
        case .candidate(let name): settledByCandidate[name, default: .zero] += spending.spent
        }
    }

    private mutating func note(_ payer: BudgetPayer) {
        if case .tenant(let tenant) = payer, tenants.count <= budgets.capacity { tenants.insert(tenant) }
    }

    mutating func finish(_ outcome: ReplayOutcome) -> [Discrepancy] {
        let totals = outcome.totals
        var discrepancies: [Discrepancy] = []
        func compare(_ what: String, _ expected: Money, _ found: Money) {
            guard expected != found else { return }
            discrepancies.append(
                Discrepancy(expected: "\(what): \(expected.usdText) USD", found: "\(found.usdText) USD"))
        }
        if !budgets.isEmpty {
            compare("what calls were settled with, as totals have it", totals.cost, settled)
            if budgets.unknownCost > .zero, settledUnknown < totals.unpricedReplies {
                discrepancies.append(
                    Discrepancy(
                        expected: "\(totals.unpricedReplies) replies of unknown cost counted at the least",
                        found: "\(settledUnknown)"))
            }
        }
        for name in limited.sorted() {
            compare(
                "what calls of candidate \(name) were settled with, as totals have it",
                totals.shadows[name]?.cost ?? .zero, settledByCandidate[name] ?? .zero)
        }
        if book.openCount > 0 {
            discrepancies.append(
                Discrepancy(expected: "nothing put aside at the end", found: "money for \(book.openCount) calls"))
        }
        guard let standing = outcome.budgets else { return discrepancies }
        compare("the budgets' own sum, as totals have it", totals.cost, standing.totals.spent)
        for name in Set(totals.shadows.keys).union(standing.candidates.keys).sorted() {
            compare(
                "the budgets' own sum of candidate \(name), as totals have it", totals.shadows[name]?.cost ?? .zero,
                standing.candidates[name]?.spent ?? .zero)
        }
        if standing.reservations > 0 {
            discrepancies.append(
                Discrepancy(
                    expected: "nothing put aside by the router at the end",
                    found: "money for \(standing.reservations) calls"))
        }
        return discrepancies
    }
}
