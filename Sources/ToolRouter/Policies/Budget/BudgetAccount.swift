/// The budgets of one payer: what was spent and what is put aside, in the day and in the month that it was last asked about.
struct BudgetAccount: Sendable {
    /// What one period holds. One that is over is forgotten as soon as the next one is asked about.
    struct Tally: Sendable {
        /// The first moment of the period.
        var start = Int64.min
        var spent = Money.zero
        var assumed = Money.zero
        var reserved = Money.zero

        /// What is not free.
        var taken: Money { spent + assumed + reserved }
    }

    let scope: BudgetScope
    let limits: BudgetLimits
    private var day = Tally()
    private var month = Tally()

    init(_ scope: BudgetScope, _ limits: BudgetLimits) {
        self.scope = scope
        self.limits = limits
    }

    /// The tally of the period that begins at `start`: an empty one when another was asked about last.
    subscript(period: BudgetPeriod, start: Int64) -> Tally {
        let tally = period == .day ? day : month
        return tally.start == start ? tally : Tally(start: start)
    }

    /// Changes the tallies of the day and of the month that begin at these moments, unless later ones were asked about.
    mutating func update(day dayStart: Int64, month monthStart: Int64, _ change: (inout Tally) -> Void) {
        Self.update(&day, dayStart, change)
        Self.update(&month, monthStart, change)
    }

    private static func update(_ tally: inout Tally, _ start: Int64, _ change: (inout Tally) -> Void) {
        guard start >= tally.start else { return }
        if start > tally.start { tally = Tally(start: start) }
        change(&tally)
    }
}
