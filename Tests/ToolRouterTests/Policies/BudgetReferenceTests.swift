import RouterTesting
import Testing
import ToolRouter
import ToolRouterFormats

/// The ledger against a list of all calls that is added up anew for every question.
@Suite struct BudgetReferenceTests {
    /// Everything that was ever put aside, and what came of it.
    private struct Naive {
        struct Call {
            let tenant: TenantID
            let amount: Money
            let madeAt: Timestamp
            var spent: Money?
        }

        let budgets: Budgets
        var calls: [Call] = []

        func taken(_ tenant: TenantID?, _ length: Int, _ now: Timestamp) -> Money {
            let period = RFC3339.text(now).prefix(length)
            return calls.reduce(.zero) { sum, call in
                guard tenant == nil || call.tenant == tenant, RFC3339.text(call.madeAt).prefix(length) == period else {
                    return sum
                }
                if let spent = call.spent { return sum + spent }
                return now < call.madeAt + budgets.lease ? sum + call.amount : sum
            }
        }

        func hasRoom(_ tenant: TenantID, _ amount: Money, _ now: Timestamp) -> Bool {
            let own = budgets.tenants[tenant] ?? budgets.tenant
            let rules = [
                (own.day, tenant, 10), (own.month, tenant, 7), (budgets.global.day, nil, 10),
                (budgets.global.month, nil, 7),
            ]
            return rules.allSatisfy { limit, tenant, length in
                limit.map { taken(tenant, length, now) + amount <= $0 } ?? true
            }
        }
    }

    @Test(arguments: 0..<60) func `random calls are decided as a plain list of them decides`(seed: Int) {
        let draw = KeyedDraw(seed: UInt64(seed))
        var turn: UInt64 = 0
        func number(_ bound: UInt64, _ what: String) -> Int {
            turn += 1
            return Int(draw.number(below: bound, "budget", what, occurrence: turn))
        }
        func limit() -> Money? { number(3, "has") == 0 ? nil : Money.dollar * (1 + number(30, "limit")) }
        var budgets = Budgets()
        budgets.global = BudgetLimits(day: limit(), month: limit().map { $0 * 4 })
        budgets.tenant = BudgetLimits(day: limit(), month: limit().map { $0 * 2 })
        if number(2, "named") == 0 { budgets.tenants["t0"] = BudgetLimits(day: limit(), month: limit()) }
        budgets.lease = .seconds(1 + number(200_000, "lease"))
        budgets.unknownCost = Money.dollar * number(4, "unknown")
        var ledger = BudgetLedger(budgets)
        var naive = Naive(budgets: budgets)
        var open: [(call: Int, reservation: BudgetReservation)] = []
        var now = RFC3339.timestamp("2026-02-26T20:00:00Z")!
        for _ in 0..<150 {
            if number(3, "pause") == 0 { now = now + .seconds(number(40_000, "time")) }
            if number(5, "what") < 3 || open.isEmpty {
                let tenant = TenantID("t\(number(3, "tenant"))")
                let amount = Money.dollar * number(6, "amount")
                let expected = naive.hasRoom(tenant, amount, now)
                switch ledger.reserve(amount, for: .tenant(tenant), at: now) {
                case .reserved(let reservation):
                    #expect(expected, "seed \(seed)")
                    open.append((naive.calls.count, reservation))
                    naive.calls.append(.init(tenant: tenant, amount: amount, madeAt: now))
                case .refused: #expect(!expected, "seed \(seed)")
                }
            } else {
                let (call, reservation) = open.remove(at: number(UInt64(open.count), "which"))
                let cost = number(4, "cost")
                let spent = cost == 0 ? nil : Money.dollar * number(8, "spent")
                let told = ledger.settle(
                    reservation, spent.map { Bill(Cost(amount: $0, status: .exact)) } ?? .missing, at: now)
                naive.calls[call].spent = spent ?? budgets.unknownCost
                #expect(told.map { $0.spent + $0.assumed } == naive.calls[call].spent, "seed \(seed)")
                #expect(ledger.settle(reservation, .missing, at: now) == nil, "once")
            }
        }
        for (_, reservation) in open { _ = ledger.settle(reservation, .nothing, at: now) }
        let standing = ledger.standing(at: now)
        #expect(standing.reservations == 0)
        for line in standing.lines {
            #expect(line.reserved == .zero)
            let taken = naive.calls.indices.filter { index in !open.contains { $0.call == index } }.reduce(Money.zero) {
                sum, index in
                let call = naive.calls[index]
                let length = line.period == .day ? 10 : 7
                guard line.name == nil || line.name == call.tenant.text,
                    RFC3339.text(call.madeAt).prefix(length) == RFC3339.text(now).prefix(length)
                else { return sum }
                return sum + (call.spent ?? .zero)
            }
            #expect(line.spent + line.assumed == taken, "seed \(seed)")
        }
    }

    @Test func `threads at once never get more than there is, and nothing of it is lost`() async {
        var budgets = Budgets()
        budgets.global.day = .dollar * 100
        budgets.tenant.day = .dollar * 30
        let store = InMemoryBudgetStore(budgets)
        let now = RFC3339.timestamp("2026-11-20T09:00:00Z")!
        let spent = await withTaskGroup(of: (Int, Int).self) { group in
            for worker in 0..<64 {
                group.addTask {
                    let tenant = BudgetPayer.tenant(TenantID("t\(worker % 5)"))
                    var (admitted, kept) = (0, 0)
                    for round in 0..<200 {
                        guard case .reserved(let reservation) = store.reserve(.dollar, for: tenant, at: now) else {
                            continue
                        }
                        admitted += 1
                        // Every third call costs what was put aside, the others nothing.
                        let isPaid = round % 3 == 0
                        if isPaid { kept += 1 }
                        let cost = isPaid ? Cost(amount: .dollar, status: .exact) : Cost.nothing
                        #expect(store.settle(reservation, Bill(cost), at: now) != nil)
                    }
                    return (worker % 5, kept)
                }
            }
            var spent = [Int](repeating: 0, count: 5)
            for await (tenant, kept) in group { spent[tenant] += kept }
            return spent
        }
        #expect(spent.allSatisfy { $0 <= 30 }, "\(spent)")
        #expect(spent.reduce(0, +) <= 100, "\(spent)")
        var rest = 0
        while case .reserved(let reservation) = store.reserve(.dollar, for: .tenant(TenantID("t\(rest)")), at: now) {
            _ = store.settle(reservation, Bill(Cost(amount: .dollar, status: .exact)), at: now)
            rest += 1
        }
        #expect(spent.reduce(rest, +) == 100, "what was there was spent, and no more: \(spent)")
        let standing = store.standing(at: now)
        #expect(standing.totals.spent == .dollar * 100)
        #expect(standing.lines.first?.spent == .dollar * 100 && standing.reservations == 0)
    }

    @Test func `64 threads at once find room for exactly five`() async {
        var budgets = Budgets()
        budgets.tenant.day = .dollar * 5
        let store = InMemoryBudgetStore(budgets)
        let now = RFC3339.timestamp("2026-11-20T09:00:00Z")!
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    if case .reserved = store.reserve(.dollar, for: .tenant("acme"), at: now) { true } else { false }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 5)
    }
}
