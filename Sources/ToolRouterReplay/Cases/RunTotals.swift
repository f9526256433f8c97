package import ToolRouter
import ToolRouterFormats

/// All figures of one run: the router's totals, and what only a replay can know.
package struct RunTotals: Sendable {
    /// The current planner.
    package let planner: PlannerName
    /// The router's own counts.
    package let totals: Totals
    /// From arrival to answer.
    package let latency: LatencyPercentiles
    /// By planner, candidates included, sorted.
    package let accuracy: [(planner: PlannerName, accuracy: Accuracy)]

    /// The current planner's accuracy; nil when no right answer is recorded.
    var currentAccuracy: Accuracy? {
        accuracy.first { $0.planner == planner }?.accuracy
    }

    /// The text of `totals.json`.
    package var json: String {
        var writer = JSONWriter(isIndented: true)
        write(to: &writer)
        return writer.text + "\n"
    }

    /// Writes the object that `totals.json` is.
    package func write(to writer: inout JSONWriter) {
        writer.object { file in
            file.member("version", 1)
            file.member("requests", totals.requests)
            file.member(
                "outcomes",
                object: { writer in
                    for name in ["answered", "clarification", "refused", "failed"] {
                        writer.member(name, totals.outcomes[name])
                    }
                })
            file.member("errors", object: { $0.counts(ErrorCode.allCases) { totals.errors[$0] } })
            file.member("sources", object: { $0.counts(AnswerSource.allCases) { totals.sources[$0] } })
            file.member("degraded", object: { $0.counts(Degradation.allCases) { totals.degraded[$0] } })
            file.member("truncated", totals.truncated)
            file.member(
                "cache",
                object: { writer in
                    writer.member("hits", totals.cacheHits)
                    writer.member("misses", totals.cacheMisses)
                    writer.member("bypassed", totals.cacheBypassed)
                    writer.member("stored", totals.cacheStored)
                    for (name, count) in [
                        ("joins", totals.cacheJoins), ("refreshes", totals.cacheRefreshes),
                        ("stale", totals.staleAnswers),
                    ] where count > 0 {
                        writer.member(name, count)
                    }
                    writer.key("hit_ratio")
                    if let ratio = totals.cacheHitRatio { writer.literal(ratio.decimalText) } else { writer.null() }
                })
            file.member(
                "planner",
                object: { writer in
                    writer.member("attempts", totals.attempts)
                    writer.member("replies", totals.replies)
                    writer.member("late_replies", totals.lateReplies)
                    // What only some providers have is left out where there is none.
                    for (name, count) in totals.usage.named
                    where count > 0 || name != TokenBucket.longCacheWrite.rawValue {
                        writer.member("tokens_\(name)", count)
                    }
                    writer.key("cost_usd")
                    if let cost = totals.knownCost { writer.literal(cost.usdText) } else { writer.null() }
                    writer.member("unpriced_replies", totals.unpricedReplies)
                    if totals.estimatedReplies > 0 { writer.member("estimated_replies", totals.estimatedReplies) }
                })
            file.member(
                "circuit",
                object: { writer in
                    for state in CircuitBreakerState.allCases {
                        writer.member(state.rawValue, totals.circuitTransitions[state])
                    }
                    writer.member("refusals", totals.circuitRefusals)
                })
            if totals.budgetRefusals.total > 0 {
                file.member(
                    "budget_refusals", object: { $0.counts(BudgetScope.allCases) { totals.budgetRefusals(of: $0) } })
            }
            file.member("latency_us", object: { latency.write(to: &$0) })
            file.member(
                "accuracy",
                object: { writer in
                    for (planner, accuracy) in accuracy {
                        writer.member(planner.text, object: { accuracy.write(to: &$0) })
                    }
                })
        }
    }
}

extension JSONWriter {
    /// The counts that are not zero, in the order of the list.
    fileprivate mutating func counts<Name: RawRepresentable>(
        _ names: [Name], _ count: (Name) -> Int
    ) where Name.RawValue == String {
        for name in names where count(name) > 0 { member(name.rawValue, count(name)) }
    }
}

extension Accuracy {
    func write(to writer: inout JSONWriter) {
        writer.member("strict", strict)
        writer.member("spider", spider)
        writer.member("errors", errors)
        writer.member("not_comparable", notComparable)
        writer.member("total", total)
    }
}

/// Ratios for people.
package enum Percent {
    /// `35.4 %`.
    package static func text(_ ratio: Ratio) -> String {
        let tenths = ratio.millionths / 1_000
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
