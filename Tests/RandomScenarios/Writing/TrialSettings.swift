import ToolRouter

/// Writes `scenario.yaml`.
struct TrialSettings {
    let draws: Draws
    let leaning: Leaning
    /// The recordings there are.
    let recordings: [String]
    /// Whether planners go on after their calls were cancelled.
    let isRough: Bool

    /// The databases that are served, sorted.
    var databases: [String] {
        let number = draws.number(below: 10, "databases")
        if leaning == .aging { return ["shop"] }
        if leaning == .repetition { return number < 8 ? ["shop"] : ["books", "shop"] }
        return number < 6 ? ["shop"] : number < 7 ? ["books"] : ["books", "shop"]
    }

    /// Whether databases are scripts, to be built first.
    var isScript: Bool { draws.happens(5, "scripts") }

    /// The candidates beside the planner, sorted.
    var candidates: [String] {
        let most = leaning == .candidates ? 3 : leaning == .budgets ? 2 : 1
        let fewest = leaning == .candidates ? 1 : 0
        return Array(Self.candidateNames.prefix(draws.number(in: fewest...most, "candidates")))
    }

    /// Whether the planner is asked a second time, as a candidate that recordings hold, too.
    var hasSelfNoise: Bool { leaning == .candidates && draws.happens(40, "self noise") }

    /// Those whom recordings hold replies of beside the planners.
    var recordedCandidates: [String] { candidates + (hasSelfNoise ? ["self"] : []) }

    /// Whether there is an answer cache.
    var hasCache: Bool { !draws.happens(leaning == .repetition || leaning == .aging ? 0 : 12, "no cache") }

    /// The roles that callers may have.
    var roles: [(name: String, text: String)] { TrialRoles(draws: draws.about("roles"), databases: databases).all }

    /// The planners after the first, in their order.
    var nextPlanners: [String] {
        let isLikely = leaning == .outage || leaning == .slow || leaning == .budgets || leaning == .aging
        guard draws.happens(isLikely ? 45 : 20, "next planners") else { return [] }
        return Array(Self.nextNames.prefix(draws.number(in: 1...2, "number of next planners")))
    }

    static let nextNames = ["backup", "last one"]
    static let candidateNames = ["cand-a", "cand b", "cand.c"]
    static let models = ["model-a", "model-b", "unpriced"]

    /// The text of the file.
    var text: String {
        var lines = ["version: 1", "seed: \(draws.one(of: ["0", "1", "18446744073709551615", "77"], "seed"))"]
        if recordings != ["traffic.jsonl"] { lines.append("traffic: [\(recordings.joined(separator: ", "))]") }
        lines.append(
            mapping("databases", databases.map { "\($0): \(isScript ? "\($0).sql" : TrialDatabases.file($0))" }))
        lines.append(mapping("planner", planner))
        for (name, members) in [
            ("sql", sql), ("breaker", breaker), ("limits", limits), ("budgets", budgets), ("load", load),
            ("stores", stores),
        ]
        where !members.isEmpty {
            lines.append(mapping(name, members))
        }
        if !hasCache {
            lines.append("cache: off")
        } else if !cache.isEmpty {
            lines.append(mapping("cache", cache))
        }
        if draws.happens(leaning == .aging ? 15 : leaning == .budgets ? 90 : 60, "rules") { lines.append(rules) }
        if !roles.isEmpty { lines.append(mapping("roles", roles.map { "\($0.name): \($0.text)" })) }
        if hasPrices { lines.append(mapping("prices", prices)) }
        if !candidates.isEmpty { lines.append(mapping("shadow", candidates.map { "\"\($0)\": {\(shadow($0))}" })) }
        if hasSelfNoise {
            lines.append("self_noise: {sample: \(draws.one(of: ["1", "0.5"], "self noise sample"))}")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var isExtreme: Bool { leaning == .extremes }

    private func mapping(_ name: String, _ members: [String]) -> String {
        "\(name): {\(members.joined(separator: ", "))}"
    }

    private func duration(_ key: String, _ usual: String...) -> String {
        "\(key): \(draws.configuredDuration(key, usual, isExtreme: isExtreme))"
    }

    private func one(_ key: String, _ values: String...) -> String {
        "\(key): \(draws.one(of: values, key))"
    }

    /// Each of `members` as often as `percent` says.
    private func some(_ percent: Int, _ members: [String]) -> [String] {
        members.enumerated().filter { draws.happens(percent, "has \($0.offset) \($0.element.prefix { $0 != ":" })") }
            .map(\.element)
    }

    private var next: [String] {
        let planners = nextPlanners.enumerated().map { number, name in
            let own = draws.about("next", number)
            let timeout = own.configuredDuration("attempt_timeout", ["300ms", "1s", "10s"], isExtreme: isExtreme)
            return "{name: \(name), model: \(own.one(of: Self.models, "model"))"
                + (own.happens(50, "has a timeout") ? ", attempt_timeout: \(timeout)}" : "}")
        }
        return planners.isEmpty ? [] : ["next: [\(planners.joined(separator: ", "))]"]
    }

    private var planner: [String] {
        let isSlow = leaning == .slow || leaning == .outage
        return ["name: main", one("model", "model-a", "model-a", "unpriced")] + next
            + some(leaning == .hostile ? 60 : 25, ["repairs: 1"])
            + some(
                isSlow ? 70 : leaning == .repetition || leaning == .aging ? 15 : 35,
                [
                    one("confidence_threshold", "0", "1", "0.7", "0.5", "1/3"),
                    duration("deadline", "5s", "2s", "30s", "500ms"),
                    duration("attempt_timeout", "1s", "500ms", "3s"),
                    duration("shortest_attempt", "1us", "100ms", "2s"),
                    one("retries", "0", "1", "2", "5"),
                    duration("backoff", "1us", "200ms", "5s"),
                    one("backoff_jitter", "0", "0.5", "1"),
                    one("longest_question", "1", "30", "200", "200", "32768", "32768"),
                ])
            + some(
                leaning == .hostile ? 60 : 15,
                [
                    one(
                        "reply", "{strip: [think, label, fence]}", "{strip: [prose], tool_calls: on}",
                        "{strip: [think, label, fence, prose], tool_calls: on}", "{tool_calls: off}")
                ])
    }

    private var sql: [String] {
        let isHostile = leaning == .hostile
        var members = some(
            isHostile ? 40 : 20,
            [
                duration("duration", "1us", "5ms", "3s"), one("double_quoted_strings", "allow", "refuse"),
                one("denied_functions", "[max]", "[strftime, date]"),
                one(
                    "limits", "{statement_bytes: 40}", "{statement_bytes: 20}", "{expression_depth: 10}",
                    "{pattern_bytes: 1}", "{compound_selects: 5}"),
            ])
        if databases.contains("shop") {
            members += some(
                isHostile ? 60 : 25,
                [
                    "denied_columns: {item: [secret]}",
                    databases.count == 1 ? "tables: [item, blank]" : "tables: [item, book]",
                ])
        }
        // What never ends is to end soon.
        let small = ["{rows: 1}", "{bytes: 1}", "{operations: 1}", "{rows: 2, bytes: 40, operations: 1000}"]
        let isSmall = draws.happens(isHostile ? 35 : 12, "small budget")
        members.append("budget: \(isSmall ? draws.one(of: small, "budget") : "{operations: 20000}")")
        return members
    }

    private var breaker: [String] {
        guard draws.happens(leaning == .outage || leaning == .slow ? 100 : 50, "breaker") else { return [] }
        var members = some(
            50,
            [
                duration("window", "1s", "10s", "60s"), one("consecutive_failures", "1", "2", "3"),
                duration("slow_call", "1us", "1us", "300ms", "1s"), one("minimum_calls", "1", "2", "4"),
                duration("open_for", "1s", "100ms", "10s", "30s"), one("probes", "1", "2", "5", "100"),
                one("open_growth", "1", "2", "10", "1.5"), one("open_jitter", "0", "0.5", "1"),
            ])
        let ratios = some(
            leaning == .slow ? 75 : 45,
            [one("failure_ratio", "0.000001", "0.5", "1"), one("slow_ratio", "0.000001", "0.5", "1")])
        members += ratios
        if !ratios.isEmpty, draws.happens(50, "verdict") { members.append("verdict: ratio") }
        if draws.happens(30, "longest_open") { members.append("longest_open: 24h") }
        if draws.happens(8, "mode") {
            members.append(one("mode", "forced_open", "forced_closed", "disabled", "automatic"))
        }
        let opensOtherwise = !ratios.isEmpty || members.contains { $0.hasPrefix("consecutive_failures") }
        members.append(one("failures", "1", "2", "3", "1000", opensOtherwise ? "off" : "2"))
        return members
    }

    private var cache: [String] {
        if leaning == .aging {
            return [
                one("ttl", "2s", "10s", "1m"), one("stale_if_error", "1s", "1m", "24h"),
                one("early_refresh", "0", "100", "100", "5"), one("scope", "user", "tenant"),
            ]
        }
        return cacheOfAnySize
    }

    private var cacheOfAnySize: [String] {
        some(
            leaning == .repetition ? 70 : 30,
            [
                duration("ttl", "1us", "1s", "10s", "10s", "5m"), one("entries", "1", "2", "10", "10"),
                duration("stale_if_error", "1us", "1m", "1h", "24h"), one("early_refresh", "0", "1", "100", "100"),
                one("entry_bytes", "1", "60", "1000000", "1000000", "1000000", "1000000"),
                one("bytes", "1", "1000", "256000000", "256000000", "256000000"),
                one("scope", "user", "tenant"), one("fold_case", "true", "false"),
            ])
    }

    private var limits: [String] {
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

    private var budgets: [String] {
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
    private var hasModestPrices: Bool {
        priceFile == nil && !limits.contains { $0.contains("estimate: 1000000") }
            && !unknownCost.contains { $0.contains("\"1000\"") }
    }

    /// - Parameter model: the one whose calls it must pay for; nil where their estimate is configured.
    private func budget(_ whose: String, _ model: String?) -> String {
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

    private var stores: [String] {
        some(
            20,
            [
                one("budget", "1us", "20ms", "50ms", "1s"), one("replicas", "1", "2", "3", "1000"),
                one("failures", "1", "2", "1000"), one("window", "1s", "1m"), one("open_for", "1us", "100ms", "5s"),
                one("max_open", "5s", "1h"),
            ])
    }

    private var load: [String] {
        some(
            leaning == .stampede ? 60 : 12,
            [
                one("requests", "1", "2", "5"), one("planner_calls", "1", "2", "3"), one("candidate_calls", "1", "2"),
            ]) + some(isRough ? 70 : 10, [one("abandoned_calls", "1", "1", "2")])
    }

    private var rules: String {
        let rules = [
            "{name: stock, any_of: [stock, Lampe], none_of: [never], tool: sql, confidence: 0.8, sql: \"SELECT name FROM item WHERE stock = 0\"}",
            "{name: count, all_of: [how, many], tool: sql, sql: \"SELECT count(*) FROM item\"}",
            "{name: docs, any_of: [returns policy], tool: docs}", "{name: rest, any_of: [weather], tool: rest}",
            "{name: book, any_of: [book], tool: sql, sql: \"SELECT title FROM book\"}",
            "{name: \"no statement\", any_of: [price, 在庫], tool: sql}",
            "{name: denied, any_of: [payroll], tool: sql, sql: \"SELECT * FROM payroll\"}",
        ]
        return "rules: [\(some(60, rules).joined(separator: ", "))]"
    }

    /// The price file beside it; nil where there is none.
    var priceFile: String? {
        hasPrices && draws.happens(30, "price file") ? TrialPrices(draws: draws.about("price file")).text : nil
    }

    private var hasPrices: Bool { draws.happens(80, "prices") }

    private var prices: [String] {
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

    private func deadline(of name: String) -> String? {
        let own = draws.about("candidate \(name)")
        guard own.happens(60, "deadline") else { return nil }
        return "deadline: " + own.configuredDuration("deadline", ["1s", "100ms", "30s"], isExtreme: isExtreme)
    }

    private func shadow(_ name: String) -> String {
        let own = draws.about("candidate \(name)")
        let model = own.one(of: Self.models, "model")
        var members = ["model: \(model)"]
        if own.happens(40, "sample") { members.append("sample: \(own.one(of: ["0", "0.5", "1", "1/3"], "sample")) ") }
        if let deadline = deadline(of: name) { members.append(deadline) }
        if own.happens(20, "concurrency") {
            members.append("concurrency: \(own.one(of: ["1", "2", "1024"], "concurrency"))")
        }
        if hasModestPrices, model != "model-b", own.happens(leaning == .budgets ? 70 : 15, "has budget") {
            members.append("budget: \(budget(name, model))")
        }
        return members.joined(separator: ", ")
    }
}
