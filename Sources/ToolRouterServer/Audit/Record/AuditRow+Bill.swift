import ToolRouter

extension AuditRow.Builder {
    /// Tokens and money, and what they are made of.
    ///
    /// What one model cost stands in the columns; of several, each stands in the list of charges.
    mutating func putModel(_ bill: Bill) {
        guard bill.charges.count <= 1 else { return put(.charges, AuditCharges.json(bill.charges)) }
        guard let charge = bill.charges.first else { return }
        put(.model, BoundedText.of(charge.model))
        put(.priceEntry, charge.price.map { BoundedText.of($0.entry) })
        put(.priceMatch, charge.price?.match.rawValue)
        put(.priceFrom, charge.price?.validFrom?.microseconds)
    }

    /// Tokens by kind, and money.
    mutating func putSums(_ bill: Bill) {
        for (column, count) in Self.tokens(bill.usage) { put(column, count) }
        put(.cost, bill.cost.amount?.usdText)
        put(.costStatus, bill.cost.status.rawValue)
    }

    /// The tokens by the columns that they go into, in order.
    static func tokens(_ usage: TokenUsage) -> [(AuditColumn, Int)] {
        [
            (.input, usage.input), (.cachedInput, usage.cachedInput), (.cacheWrite, usage.cacheWrite),
            (.longCacheWrite, usage.longCacheWrite), (.output, usage.output), (.reasoning, usage.reasoning),
        ]
    }

    /// How long each stage took, in microseconds.
    mutating func putTimes(_ durations: StageDurations, total: Duration) {
        put(.admit, durations[.admit]?.wholeMicroseconds)
        put(.route, durations[.route]?.wholeMicroseconds)
        put(.recallTime, durations[.recall]?.wholeMicroseconds)
        put(.plan, durations[.plan]?.wholeMicroseconds)
        put(.guard, durations[.guard]?.wholeMicroseconds)
        put(.run, durations[.run]?.wholeMicroseconds)
        put(.total, total.wholeMicroseconds)
    }
}
