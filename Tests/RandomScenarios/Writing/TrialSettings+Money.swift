import ToolRouter

/// What callers may use up, and what it costs.
extension TrialSettings {
    var limits: [String] {
        guard draws.happens(leaning == .limits ? 100 : 25, "limits") else { return [] }
        let limit: (String, String) -> String = { scope, unit in
            let many = unit == "tokens"
            let rate = draws.one(
                of: many ? [1, 100, 3_000, 1_000_000_000] : [1, 1, 2, 5, 1_000_000], "\(scope) \(unit) rate")
            let per = draws.one(of: ["1s", "10s", "1m", "24h"], "\(scope) \(unit) per")
            let burst = draws.one(of: many ? [1, 50, 2_000, 100_000] : [1, 2, 3, 10], "\(scope) \(unit) burst")
            return "\(scope): {\(unit): \(rate), per: \(per)"
                + (draws.happens(60, "\(scope) \(unit) has burst") ? ", burst: \(burst)}" : "}")
        }
        // The tightest limit is the one that refuses, so now and then one is alone.
        let all = ["user", "ip", "tenant", "global"]
        let scopes = draws.happens(50, "one scope") ? [draws.one(of: all, "the scope")] : all
        let share = scopes.count == 1 ? 85 : 40
        var members = some(share, scopes.map { limit($0, "requests") })
        let tokens = some(share - 5, scopes.map { limit($0, "tokens") })
        if !tokens.isEmpty {
            members.append(
                "tokens: {\((tokens + some(50, [one("estimate", "1", "40", "1000", "1000000")])).joined(separator: ", "))}"
            )
        }
        if draws.happens(20, "ipv6_prefix") { members.append(one("ipv6_prefix", "1", "48", "64", "128")) }
        if draws.happens(40, "keys") { members.append(one("keys", "1", "2", "3")) }
        return members
    }

    var budgets: [String] {
        // Calls may take as long as a lease at most.
        let lease = hasLongCalls ? ["lease: 24h"] : some(60, [one("lease", "30s", "5m", "24h")])
        guard draws.happens(leaning == .budgets ? 100 : 12, "budgets") else { return hasLongCalls ? lease : [] }
        let all = ["global", "tenant"]
        let scopes = draws.happens(60, "one budget") ? [draws.one(of: all, "the budget")] : all
        let dayToo = isEstimatedByTokens
        var members = scopes.map { "\($0): \(budget($0, dayToo ? planner[1] : nil))" }
        if draws.happens(30, "named tenants") {
            members.append("tenants: {acme: \(budget("acme", dayToo ? planner[1] : nil))}")
        }
        return members + lease + some(60, [one("over", "rules", "rules", "refuse")])
            + unknownCost
            // More than the smallest budget would be an error.
            + (isEstimatedByTokens ? [] : [one("estimate", "\"0.000001\"", "\"0.001\"")])
    }

    private var unknownCost: [String] {
        some(60, [one("unknown_cost", "\"0.01\"", "\"0.000001\"", "\"1000\"")])
    }

    /// Whether what is put aside for calls is what their tokens cost: a budget that can't pay for one would be an error, so
    /// that there are neither other prices nor estimates than those below.
    private var isEstimatedByTokens: Bool { hasModestPrices && !draws.happens(60, "has estimate") }

    /// Whether a call costs no more than a few cents, of a model with a price or of one without, `model-b` apart.
    var hasModestPrices: Bool {
        priceFile == nil && !limits.contains { $0.contains("estimate: 1000000") }
            && !unknownCost.contains { $0.contains("\"1000\"") }
    }

    /// - Parameter model: the one whose calls it must pay for; nil where their estimate is configured.
    func budget(_ whose: String, _ model: String?) -> String {
        let days =
            switch model {
            case nil: ["0.001", "0.02", "0.1", "50"]
            // A long question is dearer than all of the least.
            case let model? where model.hasSuffix("model-a") && hasPrices: ["0.01005", "0.0101", "0.1", "50"]
            default: ["0.05", "0.06", "0.1", "50"]
            }
        let months = model == nil ? ["0.002", "0.03", "0.2", "900"] : [days[0], "0.06", "0.2", "900"]
        let day = "day: \"\(draws.one(of: days, "day of \(whose)"))\""
        let month = "month: \"\(draws.one(of: months, "month of \(whose)"))\""
        return "{" + draws.one(of: [day, day, month, "\(day), \(month)"], "periods of \(whose)") + "}"
    }

    /// The price file beside it; nil where there is none.
    var priceFile: String? {
        hasPrices && draws.happens(30, "price file") ? TrialPrices(draws: draws.about("price file")).text : nil
    }

    var hasPrices: Bool { draws.happens(80, "prices") }

    var prices: [String] {
        if priceFile != nil {
            return ["catalogue: \(TrialPrices.name)"]
                + (draws.happens(30, "override") ? ["model-a: {input: 3, output: 7}"] : [])
        }
        return [
            draws.happens(50, "tiers")
                ? "model-a: {input: 2.5, output: 10, cached_input: 1.25, cache_write: 3, reasoning: 10.000000000000000001}"
                : "model-a: [{input: 2.5, output: 10, cache_write_1h: 5, above: {200: {input: 5, cached_input: 0.1}}}, "
                    + "{from: \"2026-11-20T09:01:00Z\", input: 7, output: 1}]",
            draws.happens(50, "dear")
                ? "model-b: {input: 1000000, output: 0.000001}" : "model-b: {input: 0, output: 0}",
        ]
    }

    /// Whether a call may take longer than the usual lease.
    private var hasLongCalls: Bool {
        (planner + candidates.compactMap(deadline)).contains { member in
            ["24h", "23h"].contains { member.hasPrefix("next") ? member.contains($0) : member.hasSuffix($0) }
        }
    }
}
