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

    func one(_ key: String, _ values: String...) -> String {
        "\(key): \(draws.one(of: values, key))"
    }

    /// Each of `members` as often as `percent` says.
    func some(_ percent: Int, _ members: [String]) -> [String] {
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

    var planner: [String] {
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

    func deadline(of name: String) -> String? {
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
