import ToolRouter
import ToolRouterFormats

/// What every payer has spent and put aside, day by day and month by month, told from events and kept apart from the
/// router's own ledger.
struct BudgetBook {
    /// One budget in one period.
    struct Page: Hashable {
        let scope: BudgetScope
        /// The tenant or the candidate; nil for all together.
        let name: String?
        /// A day such as `2026-11-20` or a month such as `2026-11`, in UTC.
        let period: String
    }

    private struct Open {
        let amount: Money
        let pages: [Page]
        let leaseEnd: Timestamp
    }

    private let budgets: Budgets
    private let candidates: [PlannerName: BudgetLimits]
    private var taken: [Page: Money] = [:]
    private var open: [UInt64: Open] = [:]
    /// The pages that calls were written on whose leases were over before they ended.
    private var expired: [UInt64: [Page]] = [:]
    /// The numbers in the order of their leases.
    private var leases: [UInt64] = []
    private var firstLease = 0

    init(_ budgets: Budgets, candidates: [PlannerName: BudgetLimits]) {
        self.budgets = budgets
        self.candidates = candidates
    }

    /// How many calls have money put aside.
    var openCount: Int { open.count }

    /// The budgets that `payer` is bound by at a moment, and the page of each.
    func limits(of payer: BudgetPayer, at now: Timestamp) -> [(page: Page, period: BudgetPeriod, limit: Money)] {
        let accounts: [(BudgetScope, String?, BudgetLimits)] =
            switch payer {
            case .candidate(let name): [(.candidate, name.text, candidates[name] ?? BudgetLimits())]
            case .tenant(let tenant):
                [
                    (.tenant, tenant.text, budgets.tenants[tenant] ?? budgets.tenant), (.global, nil, budgets.global),
                ]
            }
        return accounts.flatMap { scope, name, limits in
            BudgetPeriod.allCases.compactMap { period in
                limits[period].map { (Page(scope: scope, name: name, period: Self.name(of: period, now)), period, $0) }
            }
        }
    }

    /// What is spent or put aside on a page.
    subscript(page: Page) -> Money { taken[page] ?? .zero }

    /// Puts money aside; it is free again when its lease is over.
    mutating func reserve(_ reservation: BudgetReservation, at now: Timestamp) {
        let pages = limits(of: reservation.payer, at: now).map(\.page)
        for page in pages { taken[page, default: .zero] += reservation.amount }
        open[reservation.number] = Open(amount: reservation.amount, pages: pages, leaseEnd: now + budgets.lease)
        leases.append(reservation.number)
    }

    /// Writes what a call cost in place of what was put aside for it; false when nothing was, or it was settled before.
    mutating func settle(_ reservation: BudgetReservation, _ spending: BudgetSpending) -> Bool {
        let pages: [Page]
        if let reserved = open.removeValue(forKey: reservation.number) {
            pages = reserved.pages
            for page in pages { taken[page, default: .zero] -= reserved.amount }
        } else if let former = expired.removeValue(forKey: reservation.number) {
            pages = former
        } else {
            return false
        }
        for page in pages { taken[page, default: .zero] += spending.spent + spending.assumed }
        return true
    }

    /// Frees what leases were for that are over.
    mutating func release(at now: Timestamp) {
        while firstLease < leases.count {
            let number = leases[firstLease]
            if let reserved = open[number] {
                guard reserved.leaseEnd <= now else { break }
                for page in reserved.pages { taken[page, default: .zero] -= reserved.amount }
                open[number] = nil
                expired[number] = reserved.pages
            }
            firstLease += 1
        }
        if firstLease > 1_000, firstLease * 2 > leases.count {
            leases.removeFirst(firstLease)
            firstLease = 0
        }
    }

    private static func name(of period: BudgetPeriod, _ now: Timestamp) -> String {
        String(RFC3339.text(now).prefix(period == .day ? 10 : 7))
    }
}
