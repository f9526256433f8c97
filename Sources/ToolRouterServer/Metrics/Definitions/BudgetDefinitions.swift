import ToolRouter

extension MetricDefinition {
    /// The most budgets that are told; the configuration may name more.
    private static let mostLines = 1_000
    private static let place = ["scope", "name", "period"]

    static let budgets = [
        MetricDefinition(
            "toolrouter_budget_refusals_total", .counter,
            "Calls that were not made for want of money, by whose budget was used up and what it is for, those of candidates included.",
            labels: ["scope", "period"]
        ) { readings in
            BudgetScope.allCases.flatMap { scope in
                BudgetPeriod.allCases.map { period in
                    MetricSample(
                        [scope.rawValue, period.rawValue],
                        readings.totals.budgetRefusals[BudgetKind(scope: scope, period: period)])
                }
            }
        },
        MetricDefinition(
            "toolrouter_budget_limit_usd", .gauge, in: .usd,
            "The money there is in each period. Budgets overlap, so that one scope and one period are to be chosen.",
            labels: place
        ) { lines($0, \.limit) },
        MetricDefinition(
            "toolrouter_budget_spent_usd", .gauge, in: .usd,
            "What the calls of this day or month are known to cost.", labels: place
        ) { lines($0, \.spent) },
        MetricDefinition(
            "toolrouter_budget_assumed_usd", .gauge, in: .usd,
            "What the calls of this day or month count as whose cost is unknown.", labels: place
        ) { lines($0, \.assumed) },
        MetricDefinition(
            "toolrouter_budget_reserved_usd", .gauge, in: .usd,
            "What is put aside for calls that have not ended.", labels: place
        ) { lines($0, \.reserved) },
        MetricDefinition("toolrouter_budget_reservations", .gauge, "Calls for which money is put aside.") {
            $0.standing.budgets.map { [MetricSample($0.reservations)] } ?? []
        },
        MetricDefinition(
            "toolrouter_budget_leases_expired_total", .counter, "Leases that were over before their calls had ended."
        ) {
            $0.standing.budgets.map { [MetricSample($0.expired)] } ?? []
        },
        MetricDefinition(
            "toolrouter_budget_tenants_overflowed_total", .counter,
            "How often a tenant had to share the budget of those that are not told apart."
        ) {
            $0.standing.budgets.map { [MetricSample($0.overflowed)] } ?? []
        },
    ]

    private static func lines(
        _ readings: MetricReadings, _ amount: KeyPath<BudgetStanding.Line, Money>
    ) -> [MetricSample] {
        (readings.standing.budgets?.lines ?? []).prefix(mostLines).map { line in
            // Among tenants the line without a name is that of those who are not told apart: no tenant has an empty name.
            MetricSample([line.scope.rawValue, line.name ?? "", line.period.rawValue], .money(line[keyPath: amount]))
        }
    }
}
