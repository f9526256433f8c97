import Testing
import ToolRouter
import ToolRouterFormats

@Suite struct BudgetLedgerTests {
    private static let morning = RFC3339.timestamp("2026-11-20T09:00:00Z")!
    private static let midnight = RFC3339.timestamp("2026-11-21T00:00:00Z")!
    private let acme = BudgetPayer.tenant("acme")

    private static func usd(_ text: String) -> Money { Money(usd: text)! }
    private static func cost(_ text: String) -> Bill { Bill(Cost(amount: usd(text), status: .exact)) }

    private func ledger(
        _ configure: (inout Budgets) -> Void, candidates: [PlannerName: BudgetLimits] = [:]
    ) -> BudgetLedger {
        var budgets = Budgets()
        budgets.unknownCost = Self.usd("0.5")
        configure(&budgets)
        return BudgetLedger(budgets, candidates: candidates)
    }

    /// One dollar a day for each tenant.
    private func dollarADay() -> BudgetLedger { ledger { $0.tenant.day = .dollar } }

    private func reserve(
        _ usd: String, _ ledger: inout BudgetLedger, for payer: BudgetPayer = .tenant("acme"),
        at now: Timestamp = morning
    ) throws -> BudgetReservation {
        guard case .reserved(let reservation) = ledger.reserve(Self.usd(usd), for: payer, at: now) else {
            throw Refused()
        }
        return reservation
    }

    private struct Refused: Error {}

    private func refusal(
        of usd: String, _ ledger: inout BudgetLedger, for payer: BudgetPayer = .tenant("acme"),
        at now: Timestamp = morning
    ) -> BudgetRefusal? {
        if case .refused(let refusal) = ledger.reserve(Self.usd(usd), for: payer, at: now) { refusal } else { nil }
    }

    @Test func `of 64 calls at once exactly the five there is room for are let through`() {
        var ledger = dollarADay()
        let decisions = (0..<64).map { _ in ledger.reserve(Self.usd("0.2"), for: acme, at: Self.morning) }
        let admitted = decisions.filter { if case .reserved = $0 { true } else { false } }
        #expect(admitted.count == 5)
        #expect(ledger.standing(at: Self.morning).reservations == 5)
    }

    @Test func `what calls did not cost is free for others, what they cost beyond the estimate is gone`() throws {
        var ledger = dollarADay()
        let cheap = try reserve("0.5", &ledger)
        let dear = try reserve("0.5", &ledger)
        #expect(refusal(of: "0.1", &ledger) != nil)
        #expect(ledger.settle(cheap, Self.cost("0.1"), at: Self.morning)?.spent == Self.usd("0.1"))
        _ = try reserve("0.4", &ledger)
        _ = ledger.settle(dear, Self.cost("0.9"), at: Self.morning)
        #expect(refusal(of: "0", &ledger) != nil)
        #expect(ledger.totals.spent == .dollar)
    }

    @Test func `the whole of it can be spent, and a yoctodollar more can't`() throws {
        var ledger = dollarADay()
        _ = try reserve("0.999999999999999999999999", &ledger)
        #expect(refusal(of: "0.000000000000000000000002", &ledger) != nil)
        _ = try reserve("0.000000000000000000000001", &ledger)
    }

    struct Shortage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let budgets: @Sendable (inout Budgets) -> Void
        let scope: BudgetScope?
        var period = BudgetPeriod.day
        var until: String?
        var estimate = "0.6"
    }

    static let shortages: [Shortage] = [
        Shortage(
            testDescription: "a tenant's day", budgets: { $0.tenant.day = .dollar }, scope: .tenant,
            until: "2026-11-21T00:00:00Z"),
        Shortage(
            testDescription: "a tenant's month", budgets: { $0.tenant.month = .dollar }, scope: .tenant, period: .month,
            until: "2026-12-01T00:00:00Z"),
        Shortage(
            testDescription: "everybody's day", budgets: { $0.global.day = .dollar }, scope: .global,
            until: "2026-11-21T00:00:00Z"),
        Shortage(
            testDescription: "of several the one that lasts longest",
            budgets: {
                $0.tenant.day = .dollar
                $0.global.month = .dollar
            }, scope: .global, period: .month, until: "2026-12-01T00:00:00Z"),
        Shortage(
            testDescription: "of two that last as long the tenant's",
            budgets: {
                $0.tenant.day = .dollar
                $0.global.day = .dollar
            }, scope: .tenant, until: "2026-11-21T00:00:00Z"),
        Shortage(
            testDescription: "what is more than the whole has no end",
            budgets: {
                $0.tenant.day = .dollar
                $0.global.month = .dollar * 5
            }, scope: .tenant, estimate: "1.1"),
        Shortage(
            testDescription: "a tenant with a budget of its own has that",
            budgets: {
                $0.tenant.day = .dollar * 100
                $0.tenants["acme"] = BudgetLimits(day: .dollar)
            }, scope: .tenant, until: "2026-11-21T00:00:00Z"),
        Shortage(
            testDescription: "and nothing else",
            budgets: {
                $0.tenant.day = .dollar
                $0.tenants["acme"] = BudgetLimits(month: .dollar * 100)
            }, scope: nil),
        Shortage(
            testDescription: "another tenant's budget is none of this one's",
            budgets: { $0.tenants["emea"] = BudgetLimits(day: .dollar) }, scope: nil),
        Shortage(testDescription: "without budgets there is no end of money", budgets: { _ in }, scope: nil),
    ]

    @Test(arguments: shortages) func `a refusal names`(row: Shortage) throws {
        var ledger = ledger(row.budgets)
        if row.until != nil { _ = try reserve(row.estimate, &ledger) }
        let refusal = refusal(of: row.estimate, &ledger)
        #expect(refusal?.scope == row.scope)
        guard let refusal else { return }
        #expect(refusal.period == row.period)
        #expect(refusal.retryAfter.map { RFC3339.text(Self.morning + $0) } == row.until)
        #expect(ledger.standing(at: Self.morning).reservations == (row.until == nil ? 0 : 1), "all or nothing")
    }

    @Test func `a refusal takes nothing from the budgets that had room`() throws {
        var ledger = ledger {
            $0.global.day = .dollar
            $0.tenants["acme"] = BudgetLimits(day: Self.usd("0.1"))
        }
        #expect(refusal(of: "0.2", &ledger)?.scope == .tenant)
        _ = try reserve("1", &ledger, for: .tenant("emea"))
    }

    @Test func `midnight gives a new day, and the first of the month a new month`() throws {
        var ledger = ledger { $0.tenant = BudgetLimits(day: .dollar, month: .dollar * 3) }
        var moment = Self.morning
        for _ in 0..<3 {
            let reservation = try reserve("1", &ledger, at: moment)
            _ = ledger.settle(reservation, Self.cost("1"), at: moment)
            #expect(refusal(of: "0.01", &ledger, at: moment) != nil)
            moment = moment + .seconds(86_400)
        }
        #expect(refusal(of: "0.01", &ledger, at: moment)?.period == .month)
        let december = try #require(RFC3339.timestamp("2026-12-01T00:00:00Z"))
        #expect(refusal(of: "0.01", &ledger, at: december + .nanoseconds(-1))?.retryAfter == .nanoseconds(1))
        _ = try reserve("1", &ledger, at: december)
        #expect(ledger.totals.spent == .dollar * 3)
    }

    @Test func `what is settled after midnight is yesterday's`() throws {
        var ledger = ledger {
            $0.global = BudgetLimits(day: .dollar, month: .dollar * 100)
            $0.tenant.day = .dollar
        }
        let late = try reserve("0.9", &ledger, at: Self.midnight + .nanoseconds(-1))
        let next = try reserve("1", &ledger, at: Self.midnight)
        _ = ledger.settle(late, Self.cost("0.7"), at: Self.midnight)
        _ = ledger.settle(next, Self.cost("0.2"), at: Self.midnight)
        let lines = ledger.standing(at: Self.midnight).lines
        #expect(lines.map(\.spent) == [Self.usd("0.2"), Self.usd("0.9")], "the day's, and the month's of both")
        #expect(lines.map(\.reserved) == [.zero, .zero])
        _ = try reserve("0.8", &ledger, at: Self.midnight)
        #expect(ledger.totals.spent == Self.usd("0.9"))
    }

    @Test func `a call that does not end gives its money back, and counts once when it does`() throws {
        var ledger = dollarADay()
        let lost = try reserve("1", &ledger)
        let end = Self.morning + .seconds(300)
        #expect(refusal(of: "1", &ledger, at: end + .nanoseconds(-1)) != nil)
        let next = try reserve("1", &ledger, at: end)
        #expect(ledger.standing(at: end).expired == 1)
        #expect(ledger.settle(lost, Self.cost("0.3"), at: end)?.spent == Self.usd("0.3"))
        #expect(ledger.settle(lost, Self.cost("0.3"), at: end) == nil)
        #expect(ledger.settle(next, Self.cost("0.1"), at: end)?.spent == Self.usd("0.1"))
        #expect(ledger.settle(next, .missing, at: end) == nil)
        #expect(ledger.totals.spent == Self.usd("0.4"))
        #expect(ledger.standing(at: end).reservations == 0)
        #expect(refusal(of: "0.7", &ledger, at: end) != nil)
        _ = try reserve("0.6", &ledger, at: end)
    }

    @Test func `a call that nobody knows the cost of counts as the configuration says, beside what is spent`() throws {
        var ledger = ledger { $0.global.day = .dollar }
        let unknown = try reserve("0.1", &ledger)
        let spending = ledger.settle(unknown, .missing, at: Self.morning)
        #expect(spending == BudgetSpending(spent: .zero, assumed: Self.usd("0.5")))
        #expect(refusal(of: "0.6", &ledger) != nil)
        let known = try reserve("0.5", &ledger)
        _ = ledger.settle(known, Bill(Cost(amount: Self.usd("0.2"), status: .estimated)), at: Self.morning)
        let standing = ledger.standing(at: Self.morning)
        #expect(standing.totals.spent == Self.usd("0.2"))
        #expect(standing.totals.assumed == Self.usd("0.5") && standing.totals.unknown == 1)
        #expect(standing.lines.first?.spent == Self.usd("0.2"))
        #expect(standing.lines.first?.assumed == Self.usd("0.5"))
    }

    @Test func `what was never made costs nothing`() throws {
        var ledger = dollarADay()
        let reservation = try reserve("1", &ledger)
        _ = ledger.settle(reservation, .nothing, at: Self.morning)
        _ = try reserve("1", &ledger)
        #expect(ledger.totals == BudgetTotals())
    }

    @Test func `a candidate spends its own money and nobody else's`() throws {
        var ledger = ledger({ $0.global.day = .dollar }, candidates: ["cand": BudgetLimits(day: .dollar)])
        let shadow = try reserve("1", &ledger, for: .candidate("cand"))
        _ = try reserve("1", &ledger)
        #expect(refusal(of: "0.1", &ledger, for: .candidate("cand"))?.scope == .candidate)
        _ = ledger.settle(shadow, Self.cost("0.75"), at: Self.morning)
        let standing = ledger.standing(at: Self.morning)
        #expect(standing.totals == BudgetTotals())
        #expect(standing.candidates["cand"]?.spent == Self.usd("0.75"))
        #expect(standing.lines.map(\.scope) == [.global, .candidate])
        #expect(standing.lines.map(\.name) == [nil, "cand"])
        _ = try reserve("9", &ledger, for: .candidate("another"))
    }

    @Test func `what nothing limits is counted all the same`() {
        var ledger = ledger { _ in }
        ledger.spend(Self.cost("0.25"), for: acme, at: Self.morning)
        ledger.spend(.missing, for: acme, at: Self.morning)
        ledger.spend(Self.cost("0.5"), for: .candidate("cand"), at: Self.morning)
        let standing = ledger.standing(at: Self.morning)
        #expect(standing.totals.spent == Self.usd("0.25") && standing.totals.unknown == 1)
        #expect(standing.candidates["cand"]?.spent == Self.usd("0.5"))
        #expect(standing.lines.isEmpty)
    }

    @Test func `tenants beyond the capacity share one budget until the period is over`() throws {
        var ledger = ledger {
            $0.tenant.day = .dollar
            $0.tenants["acme"] = BudgetLimits(day: .dollar)
            $0.capacity = 2
        }
        for number in 0..<2 { _ = try reserve("0.6", &ledger, for: .tenant(TenantID("t\(number)"))) }
        let shared = try reserve("0.6", &ledger, for: .tenant("t2"))
        #expect(refusal(of: "0.6", &ledger, for: .tenant("t3")) != nil)
        _ = try reserve("0.6", &ledger)
        _ = try reserve("0.4", &ledger, for: .tenant("t0"))
        let standing = ledger.standing(at: Self.morning)
        #expect(standing.tenants == 2 && standing.overflowed == 2)
        #expect(standing.lines.map(\.name) == ["acme", nil])
        _ = try reserve("0.6", &ledger, for: .tenant("t3"), at: Self.midnight)
        _ = ledger.settle(shared, Self.cost("0.6"), at: Self.midnight)
        #expect(ledger.standing(at: Self.midnight).tenants == 1)
    }

    @Test func `a name that is settled after its day is not told apart for it`() throws {
        var ledger = ledger {
            $0.tenant.day = .dollar
            $0.capacity = 1
        }
        let old = try reserve("0.6", &ledger, for: .tenant("old"))
        _ = try reserve("0.6", &ledger, for: .tenant("new"), at: Self.midnight)
        _ = ledger.settle(old, Self.cost("0.6"), at: Self.midnight)
        #expect(ledger.standing(at: Self.midnight).tenants == 1)
    }

    @Test func `a clock that is set back neither renews a budget nor keeps money put aside`() throws {
        var ledger = dollarADay()
        _ = try reserve("1", &ledger, at: Self.midnight)
        let before = Self.midnight + .seconds(-3_600)
        #expect(refusal(of: "0.1", &ledger, at: before) != nil, "yesterday does not come again")
        _ = try reserve("1", &ledger, at: before + .seconds(301))
    }

    @Test func `tokens without a price count at the worst case, and as no less than an unknown call`() throws {
        var ledger = ledger {
            $0.global.day = .dollar
            $0.worstCase = Price(input: Self.usd("30"), output: Self.usd("60"))
        }
        func assumed(_ usage: TokenUsage) throws -> Money? {
            let reservation = try reserve("0.1", &ledger)
            return ledger.settle(reservation, Bill(usage: usage, cost: .missing), at: Self.morning)?.assumed
        }
        #expect(try assumed(TokenUsage()) == Self.usd("0.5"))
        #expect(try assumed(TokenUsage(input: 10_000, output: 1_000)) == Self.usd("0.5"))
        var roomy = self.ledger {
            $0.global.day = .dollar * 100
            $0.worstCase = Price(input: Self.usd("30"), output: Self.usd("60"))
        }
        let reservation = try reserve("0.1", &roomy)
        let bill = Bill(usage: TokenUsage(input: 100_000, output: 1_000), cost: .missing)
        #expect(roomy.settle(reservation, bill, at: Self.morning)?.assumed == Self.usd("3.06"))
    }

    @Test func `sums that no number holds stay at the largest one`() throws {
        var ledger = ledger { $0.global.day = Money(yoctodollars: .max) }
        for _ in 0..<3 {
            let reservation = try reserve("1", &ledger)
            _ = ledger.settle(
                reservation, Bill(Cost(amount: Money(yoctodollars: .max / 2), status: .exact)), at: Self.morning)
            if ledger.totals.spent.yoctodollars > .max - 10 { break }
        }
        ledger.spend(Bill(Cost(amount: Money(yoctodollars: .max), status: .exact)), for: acme, at: Self.morning)
        #expect(ledger.totals.spent == Money(yoctodollars: .max))
        ledger.spend(Bill(Cost(amount: Money(yoctodollars: .max), status: .exact)), for: acme, at: Self.morning)
        #expect(ledger.totals.spent == Money(yoctodollars: .max))
    }
}
