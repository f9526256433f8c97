/// Keeps what may be spent at planners: for all callers together, for each tenant, and for each candidate apart.
///
/// Money is put aside before a call is made (`reserve`), in every budget that applies or in none, and what the call cost
/// takes its place when the call has ended (`settle`). So calls under way together can't spend what only one of them may: a
/// budget is overspent by no more than calls cost beyond their estimates. A call that does not end gives its money back
/// when its lease is over; what it is found to cost later counts all the same, once.
///
/// A call counts in the day and the month in which its money was put aside. What it costs after midnight is of yesterday, and
/// takes nothing from today.
///
/// Memory is bounded: at most `Budgets.capacity` tenants without a budget of their own name are told apart, and all further
/// ones share one such budget until the month, or the day where no month is limited, is over: stricter for them and never
/// laxer. A reservation is remembered until it is settled, which is when its call ends: planners hold a limited number of
/// those.
public struct BudgetLedger: Sendable {
    private enum Place: Hashable, Sendable {
        case global
        case named(TenantID)
        case tenant(TenantID)
        case overflow
        case candidate(PlannerName)
    }

    private struct Reserved: Sendable {
        let places: [Place]
        let amount: Money
        let day: Int64
        let month: Int64
        let leaseEnd: Int64
        var isReleased = false
    }

    private let budgets: Budgets
    private var global: BudgetAccount
    private var named: [TenantID: BudgetAccount]
    private var tenants: [TenantID: BudgetAccount] = [:]
    private var overflow: BudgetAccount
    private var candidates: [PlannerName: BudgetAccount]
    private var candidateTotals: [PlannerName: BudgetTotals] = [:]

    private var reservations: [UInt64: Reserved] = [:]
    /// The first number that may have a lease that is not over.
    private var oldest: UInt64 = 1
    private var next: UInt64 = 1
    private var underLease = 0
    /// When the tenants that are told apart were last forgotten: the first moment of that period.
    private var tenantsSince = Int64.min
    private var time = MonotonicTime()

    /// What the calls of the current planner cost.
    public private(set) var totals = BudgetTotals()
    /// How often a tenant had to share the budget of those that are not told apart.
    public private(set) var overflowed = 0
    /// The leases that were over before their calls had ended.
    public private(set) var expired = 0

    /// - Parameter candidates: the budgets of candidates; one without is not limited.
    public init(_ budgets: Budgets, candidates: [PlannerName: BudgetLimits] = [:]) {
        self.budgets = budgets
        global = BudgetAccount(.global, budgets.global)
        named = budgets.tenants.mapValues { BudgetAccount(.tenant, $0) }
        overflow = BudgetAccount(.tenant, budgets.tenant)
        self.candidates = candidates.mapValues { BudgetAccount(.candidate, $0) }
    }

    /// Puts `estimate`, at least 0, aside for one call, in every budget of the payer or in none.
    ///
    /// There is room where what was spent, what is put aside and the estimate are together no more than the limit.
    public mutating func reserve(
        _ estimate: Money, for payer: BudgetPayer, at now: Timestamp
    ) -> BudgetDecision {
        precondition(estimate >= .zero, "money to be reserved is at least 0, found \(estimate.usdText) USD")
        let moment = begin(at: now)
        let places = places(of: payer)
        if let refusal = refusal(of: estimate, places, payer, at: moment) { return .refused(refusal) }
        let reserved = Reserved(
            places: places, amount: estimate, day: BudgetPeriod.day.start(of: moment),
            month: BudgetPeriod.month.start(of: moment),
            leaseEnd: moment.addingClamped(budgets.lease.wholeNanoseconds))
        // Here and nowhere else, so that no more of them are told apart than may be.
        if case .tenant(let tenant) = places.first, tenants[tenant] == nil {
            tenants[tenant] = BudgetAccount(.tenant, budgets.tenant)
        }
        update(reserved) { $0.reserved += estimate }
        let number = next
        next += 1
        underLease += 1
        reservations[number] = reserved
        return .reserved(BudgetReservation(number: number, payer: payer, amount: estimate, madeAt: now))
    }

    /// Puts what a call cost in the place of what was put aside for it, whether its lease is over or not; what was never
    /// made costs nothing. Nil, and nothing counts, when it was settled before.
    public mutating func settle(
        _ reservation: BudgetReservation, _ bill: Bill, at now: Timestamp
    ) -> BudgetSpending? {
        _ = begin(at: now)
        guard let reserved = reservations.removeValue(forKey: reservation.number) else { return nil }
        let spending = spending(for: bill)
        if !reserved.isReleased { underLease -= 1 }
        update(reserved) { tally in
            if !reserved.isReleased { tally.reserved -= reserved.amount }
            tally.spent += spending.spent
            tally.assumed += spending.assumed
        }
        count(spending, bill.cost, reservation.payer)
        return spending
    }

    /// Counts what a call cost for which nothing was put aside.
    public mutating func spend(_ bill: Bill, for payer: BudgetPayer, at now: Timestamp) {
        let spending = spending(for: bill)
        count(spending, bill.cost, payer)
        // Where nothing is limited that is all there is to do.
        guard !budgets.isEmpty || !candidates.isEmpty else { return }
        let moment = begin(at: now)
        let places = places(ofExisting: payer)
        update(
            Reserved(
                places: places, amount: .zero, day: BudgetPeriod.day.start(of: moment),
                month: BudgetPeriod.month.start(of: moment), leaseEnd: moment)
        ) { tally in
            tally.spent += spending.spent
            tally.assumed += spending.assumed
        }
    }

    /// How the budgets stand, and what was spent in all.
    public mutating func standing(at now: Timestamp) -> BudgetStanding {
        let moment = begin(at: now)
        var standing = BudgetStanding(
            totals: totals, reservations: underLease, expired: expired, tenants: tenants.count, overflowed: overflowed)
        standing.add(global, name: nil, at: moment)
        for (tenant, account) in named.sorted(by: { $0.key < $1.key }) {
            standing.add(account, name: tenant.text, at: moment)
        }
        if overflowed > 0 { standing.add(overflow, name: nil, at: moment) }
        for (candidate, account) in candidates.sorted(by: { $0.key < $1.key }) {
            standing.add(account, name: candidate.text, at: moment)
        }
        standing.candidates = candidateTotals
        return standing
    }

    // MARK: Time

    /// Releases what leases were for that are over, forgets the tenants of a period that is, and gives the moment to count in.
    private mutating func begin(at now: Timestamp) -> Int64 {
        let moment = time.advance(to: now)
        while oldest < next {
            if let reserved = reservations[oldest] {
                guard reserved.leaseEnd <= moment else { break }
                update(reserved) { $0.reserved -= reserved.amount }
                reservations[oldest]?.isReleased = true
                underLease -= 1
                expired += 1
            }
            oldest += 1
        }
        guard !budgets.tenant.isEmpty else { return moment }
        let longest: BudgetPeriod = budgets.tenant.month == nil ? .day : .month
        let start = longest.start(of: moment)
        if start > tenantsSince {
            tenants.removeAll(keepingCapacity: true)
            tenantsSince = start
        }
        return moment
    }

    // MARK: Accounts

    /// The accounts that pay; a tenant that is not told apart yet is from now on, if there is room.
    private mutating func places(of payer: BudgetPayer) -> [Place] {
        if case .tenant(let tenant) = payer, isToldApart(tenant), tenants[tenant] == nil {
            guard tenants.count < budgets.capacity else {
                overflowed += 1
                return [.overflow, .global]
            }
            return [.tenant(tenant), .global]
        }
        return places(ofExisting: payer)
    }

    private func places(ofExisting payer: BudgetPayer) -> [Place] {
        switch payer {
        case .candidate(let name): return candidates[name] == nil ? [] : [.candidate(name)]
        case .tenant(let tenant):
            if named[tenant] != nil { return [.named(tenant), .global] }
            if isToldApart(tenant) { return [tenants[tenant] == nil ? .overflow : .tenant(tenant), .global] }
            return budgets.global.isEmpty ? [] : [.global]
        }
    }

    private func isToldApart(_ tenant: TenantID) -> Bool {
        !budgets.tenant.isEmpty && named[tenant] == nil
    }

    private func account(at place: Place) -> BudgetAccount {
        switch place {
        case .global: global
        case .named(let tenant): named[tenant] ?? overflow
        case .tenant(let tenant): tenants[tenant] ?? BudgetAccount(.tenant, budgets.tenant)
        case .overflow: overflow
        case .candidate(let name): candidates[name] ?? BudgetAccount(.candidate, BudgetLimits())
        }
    }

    /// Changes the tallies of a reservation's day and month, wherever it is put aside.
    private mutating func update(_ reserved: Reserved, _ change: (inout BudgetAccount.Tally) -> Void) {
        let (day, month) = (reserved.day, reserved.month)
        for place in reserved.places {
            switch place {
            case .global: global.update(day: day, month: month, change)
            case .named(let tenant): named[tenant]?.update(day: day, month: month, change)
            case .tenant(let tenant): tenants[tenant]?.update(day: day, month: month, change)
            case .overflow: overflow.update(day: day, month: month, change)
            case .candidate(let name): candidates[name]?.update(day: day, month: month, change)
            }
        }
    }

    // MARK: Money

    /// Why there is no room; nil when there is.
    private func refusal(
        of estimate: Money, _ places: [Place], _ payer: BudgetPayer, at moment: Int64
    ) -> BudgetRefusal? {
        var longest: BudgetRefusal?
        for place in places {
            let account = account(at: place)
            for period in BudgetPeriod.allCases {
                guard let limit = account.limits[period],
                    account[period, period.start(of: moment)].taken + estimate > limit
                else { continue }
                let refusal = BudgetRefusal(
                    payer: payer, scope: account.scope, period: period, amount: estimate,
                    retryAfter: estimate > limit
                        ? nil : .nanoseconds(period.end(of: moment).subtractingClamped(moment)))
                guard let other = longest?.retryAfter else {
                    longest = longest ?? refusal
                    continue
                }
                if refusal.retryAfter.map({ $0 > other }) ?? true { longest = refusal }
            }
        }
        return longest
    }

    private func spending(for bill: Bill) -> BudgetSpending {
        BudgetSpending(
            spent: bill.cost.amount ?? .zero, assumed: bill.cost.amount == nil ? budgets.assumed(for: bill) : .zero)
    }

    private mutating func count(_ spending: BudgetSpending, _ cost: Cost, _ payer: BudgetPayer) {
        let isUnknown = cost.amount == nil
        switch payer {
        case .tenant: totals.add(spending, isUnknown: isUnknown)
        case .candidate(let name):
            candidateTotals[name, default: BudgetTotals()].add(spending, isUnknown: isUnknown)
        }
    }
}
