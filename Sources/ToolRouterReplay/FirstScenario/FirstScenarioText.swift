import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// The scenario.yaml of a first scenario: what was brought, and every other key as a comment that can be switched on.
///
/// A comment that teaches begins with a capital letter; any other comment is a setting with its `# ` in front.
struct FirstScenarioText {
    /// The databases, by name, with their paths from the scenario's folder.
    let databases: [(name: DatabaseName, place: String)]
    /// The path of the recording from the scenario's folder.
    let traffic: String
    /// The models that the recording names.
    let models: [String]
    /// The planners after the first in the recording.
    let nextPlanners: [String]
    /// The candidate planners in the recording.
    let candidates: [String]
    let rules: RuleSet?
    /// The path of the rules that were drafted, from the scenario's folder; nil where there are none.
    let drafted: String?
    /// The names of the files that the databases come from.
    let sources: [String]
    /// Tables to make examples with.
    let tables: [(table: String, sql: String)]

    /// Writes the file to `path`.
    func write(to path: String) throws(FileError) {
        try OutputFile.write(text, to: path)
    }

    /// The file. Names are written as JSON strings, which YAML 1.2 (section 1.3) reads as they are.
    private var text: String {
        let sections = [head, served, planner, statements, resilience, limits, ruleSection, prices, shadow, gates]
        return sections.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private var head: [String] {
        [
            "# Made by `toolrouter init`. Take the `# ` away from a setting that begins with a small letter to change it.",
            "# Paths are relative to this folder. `toolrouter check` says what is wrong with a file.",
            "version: 1",
            "description: \(quoted(String(description.prefix(200))))",
            "traffic: [\(quoted(traffic))]",
            "# Every draw depends on the seed: a number, or the hash of a commit.",
            "# seed: 0",
        ]
    }

    private var description: String {
        "Made from " + sources.filter(Self.isName).joined(separator: ", ")
    }

    private var served: [String] {
        [
            "# What requests call a database, and where it is: an SQLite file, or an .sql script that is built into one.",
            "databases:",
        ] + databases.map { "  \(quoted($0.name.text)): \(quoted($0.place))" }
    }

    private var planner: [String] {
        [
            "planner:",
            "  name: \(quoted(plannerName))",
            "  model: \(quoted(models.first(where: Self.isName) ?? plannerName))",
            "  # Plans below the threshold are asked back instead of run.",
            "  # confidence_threshold: 0.7",
            "  # Times for the whole request and for one attempt; a retry waits, and the next one twice as long.",
            "  # deadline: 30s",
            "  # attempt_timeout: 20s",
            "  # retries: 1",
            "  # backoff: 500ms",
            "  # How often a plan that the guard refused with a hint goes back to the model, 0 or 1.",
            "  # repairs: 0",
            "  # Planners that are asked when those before them can't, in this order.",
            next,
            "  # Bytes.",
            "  # longest_question: 32768",
            "  # What models write around plans, which may be taken off, and native calls of tools.",
            "  # reply: {strip: [think, label, fence, prose], tool_calls: on}",
        ]
    }

    private var next: String {
        let names = nextPlanners.filter(Self.isName)
        if names.isEmpty { return "  # next: [{name: second, model: gpt-4o-mini}]" }
        return "  next: [" + names.map { "{name: \(quoted($0))}" }.joined(separator: ", ") + "]"
    }

    private var plannerName: String {
        let taken = candidates + nextPlanners
        return ["recorded", "planner", "serving"].first { !taken.contains($0) } ?? "recorded planner"
    }

    private var statements: [String] {
        [
            "# What statements may read and spend, and how long one takes whose duration is not recorded.",
            "# sql:",
        ] + (tables.isEmpty ? [] : ["#   tables: [\(tables.map { quoted($0.table) }.joined(separator: ", "))]"]) + [
            "#   double_quoted_strings: refuse",
            "#   duration: 5ms",
            "#   budget: {rows: 1000, bytes: 10000000, operations: 5000000}",
        ]
    }

    private var resilience: [String] {
        [
            "# The circuit breaker leaves a failing planner alone.",
            "# breaker: {failures: 5, window: 60s, open_for: 30s, probes: 1}",
            "# What may be under way at once; what comes beyond is refused as overloaded.",
            "# load: {requests: 1000, planner_calls: 256, candidate_calls: 16, abandoned_calls: 64}",
            "# Stores outside of the process: a request waits for all of them so long, and for one that fails nobody waits.",
            "# stores: {budget: 50ms, replicas: 2, failures: 5, window: 10s, open_for: 500ms, max_open: 5s}",
            "# The answer cache; `cache: off` goes without. Nobody is given another user's answer unless the scope is `tenant`.",
            "# cache: {ttl: 5m, entries: 10000, scope: user, fold_case: false}",
        ]
    }

    private var limits: [String] {
        [
            "# Rate limits, for each user, address and tenant, and for all; without this section there is none.",
            "# limits:",
            "#   user: {requests: 60, per: 1m, burst: 20}",
            "#   ip: {requests: 120, per: 1m}",
            "#   tenant: {requests: 600, per: 1m}",
            "#   global: {requests: 3000, per: 1m}",
            "#   ipv6_prefix: 64",
            "# Money for planners, in USD for each day and month (UTC), for each tenant and for all; without it there is no limit.",
            "# budgets: {global: {day: \"50\", month: \"900\"}, tenant: {day: \"5\"}, over: refuse}",
        ]
    }

    private var ruleSection: [String] {
        let lead =
            "# The best rule whose words and patterns occur fixes the tool; its `sql` stands in for a planner that can't answer."
        if let rules, !rules.rules.isEmpty { return [lead, "rules:"] + rules.rules.map { "  - " + line($0) } }
        guard let drafted else { return [lead] }
        return [lead, "# rules: \(drafted)"]
    }

    private func line(_ rule: Rule) -> String {
        var members = ["name: \(quoted(rule.name))"]
        for (key, phrases) in [("all_of", rule.allOf), ("any_of", rule.anyOf), ("none_of", rule.noneOf)]
        where !phrases.isEmpty {
            members.append("\(key): [\(phrases.map(quoted).joined(separator: ", "))]")
        }
        if !rule.patterns.isEmpty {
            members.append("patterns: [\(rule.patterns.map { quoted($0.text) }.joined(separator: ", "))]")
        }
        if rule.weight != 1 { members.append("weight: \(rule.weight)") }
        members.append("tool: \(rule.tool)")
        if let confidence = rule.confidence { members.append("confidence: \(confidence.decimalText)") }
        if rule.answers == .first, rule.tool.text != "none" { members.append("answers: first") }
        if let sql = rule.sql {
            members.append("sql: \(quoted(sql))")
        } else if let arguments = rule.arguments, !arguments.isEmpty {
            var writer = JSONWriter()
            PlanArgument.object(arguments).write(to: &writer)
            members.append("arguments: \(writer.text)")
        }
        return "{\(members.joined(separator: ", "))}"
    }

    private var prices: [String] {
        [
            "# USD per 1,000,000 tokens, by your provider's price list. Without a price the cost is unknown, never 0.",
            "# prices:",
        ]
            + models.filter(Self.isName).map {
                "#   \(quoted($0)): {input: \"2.50\", cached_input: \"1.25\", output: \"10.00\"}"
            }
    }

    private var shadow: [String] {
        let known = candidates.filter(Self.isName)
        return ["# Candidates that are recorded beside the planner are compared with it, and never run while serving."]
            + (known.isEmpty
                ? ["# shadow:", "#   \"candidate\": {sample: 1, deadline: 30s}"]
                : ["shadow:"] + known.map { "  \(quoted($0)): {sample: 1, deadline: 30s}" })
    }

    private var gates: [String] {
        [
            "# How far a figure may move from the golden before the build is red; without this section none is judged.",
            "# gates:",
            "#   cost_usd: {max_increase: 2%}",
            "#   latency_p95: {max_increase: 10%}",
            "#   cache_hit_ratio: {max_drop: 0.02}",
            "#   accuracy.strict: {max_drop: 0}",
            "#   shadow.candidate: {not_worse: {alpha: 0.05, margin: 0.02}}",
            "# Kinds of drift that are reported and fail nothing.",
            "# drift: {information: [sql_text]}",
            "# The golden keeps the first rows of its results, to show what changed; `off` where data must not be committed.",
            "# golden: {results: on}",
        ]
    }

    /// Whether a scenario can use the text as a name.
    private static func isName(_ text: String) -> Bool {
        1...100 ~= text.unicodeScalars.count && !text.allSatisfy(\.isWhitespace) && Excerpt.visible(text) == text
    }

    private func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return writer.text
    }
}
