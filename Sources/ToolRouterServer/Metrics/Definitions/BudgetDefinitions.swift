import ToolRouter

extension MetricDefinition {
    private static let place = ["scope", "name", "period"]

    static let budgets = [
        MetricDefinition(
            "toolrouter_budget_refusals_total", .counter,
            "Calls that were not made for want of money, by whose budget was used up.", labels: ["scope"]
        ) { readings in
            BudgetScope.allCases.map { MetricSample([$0.rawValue], readings.totals.budgetRefusals[$0]) }
        },
        MetricDefinition(
            "toolrouter_budget_limit_usd", .gauge, in: .usd,
            "The money there is in each period, by whose it is: of all callers, of a tenant or a candidate that the configuration names.",
            labels: place
        ) { lines($0, \.limit) },
        MetricDefinition(
            "toolrouter_budget_spent_usd", .gauge, in: .usd,
            "What calls of this day or month are known to cost, by whose budget it is.", labels: place
        ) { lines($0, \.spent) },
        MetricDefinition(
            "toolrouter_budget_assumed_usd", .gauge, in: .usd,
            "What calls of this day or month count as whose cost is unknown, by whose budget it is.", labels: place
        ) { lines($0, \.assumed) },
        MetricDefinition(
            "toolrouter_budget_reserved_usd", .gauge, in: .usd,
            "What is put aside for calls that have not ended, by whose budget it is.", labels: place
        ) { lines($0, \.reserved) },
    ]

    private static func lines(
        _ readings: MetricReadings, _ amount: KeyPath<BudgetStanding.Line, Money>
    ) -> [MetricSample] {
        (readings.standing.budgets?.lines ?? []).map { line in
            MetricSample([line.scope.rawValue, line.name ?? "", line.period.rawValue], .money(line[keyPath: amount]))
        }
    }
}
