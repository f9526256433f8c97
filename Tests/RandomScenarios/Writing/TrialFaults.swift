import ToolRouter
import ToolRouterReplay

/// Writes `faults.yaml`.
struct TrialFaults {
    let draws: Draws
    let leaning: Leaning
    let nextPlanners: [String]
    let candidates: [String]
    /// Whether there is an answer cache.
    let hasCache: Bool

    /// The text of the file; nil without faults.
    var text: String? {
        let percent =
            switch leaning {
            case .outage, .slow: 75
            case .repetition: 60
            case .aging: 30
            default: 45
            }
        guard draws.happens(percent, "faults") else {
            return nil
        }
        let rules = (0..<draws.number(in: 1...8, "rules")).map { rule(draws.about("fault", $0), $0) }
        return (["version: 1", "rules:"] + rules.map { "  - {\($0)}" }).joined(separator: "\n") + "\n"
    }

    private func rule(_ draws: Draws, _ number: Int) -> String {
        if draws.happens(30, "any kind") { return anyKind(draws, number) }
        let target = target(draws)
        let isTool = target.hasPrefix("tool")
        let isStore = target == "store" || target == "limiter"
        let kinds = isStore ? Self.storeKinds : isTool ? Self.toolKinds : Self.plannerKinds
        // An older answer can be found only where answers are renewed.
        let isOlder = target == "store" && leaning == .aging && draws.happens(40, "older")
        let kind = isOlder ? "stale" : draws.one(of: kinds, "kind")
        var members =
            ["name: \"fault \(number)\"", "target: \(target)", "kind: \(kind)"]
            + (isStore ? parametersOfStore(kind, draws) : parameters(kind, isTool, draws))
        if draws.happens(75, "odds") { members.append("odds: \(draws.one(of: Self.odds, "odds"))") }
        if self.draws.happens(30, "all end") {
            members.append(draws.one(of: Self.endingWindows, "window"))
        } else if draws.happens(30, "window") {
            members.append(draws.one(of: Self.windows, "window"))
        }
        if draws.happens(12, "tenant") { members.append("tenant: t-0") }
        if draws.happens(8, "user") { members.append("user: u-0") }
        if draws.happens(12, "question") {
            members.append("question: \(draws.one(of: ["stock", "how many", "在庫"], "question"))")
        }
        return members.joined(separator: ", ")
    }

    /// A rule of any kind, at any target, by the examples that the kind gives.
    private func anyKind(_ draws: Draws, _ number: Int) -> String {
        let word = draws.happens(50, "others") ? draws.one(of: Self.others, "other") : target(draws)
        let text = word.trimmingPrefix("\"").prefix { $0 != "\"" }
        guard let target = FaultTarget(String(text)) else { preconditionFailure("no target is called \(text)") }
        let kinds = FaultKinds.all.map { $0.examples(at: target) }.filter { !$0.isEmpty }
        let fault = draws.one(of: draws.one(of: kinds, "its kind"), "example")
        let window = draws.one(of: [FaultWindow.always, FaultWindow(from: .seconds(1), to: .seconds(4))], "its window")
        let odds = draws.one(of: [Odds.always, Odds(1, in: 2)!, Odds(1, in: 5)!], "its odds")
        let plan = FaultPlan(
            rules: [FaultRule(name: "fault \(number)", target: target, fault: fault, window: window, odds: odds)])
        // A rule as JSON is one as YAML; what is around it is written elsewhere.
        let members = plan.json.split(separator: "\n").dropFirst(4).dropLast(3)
        return members.map { $0.trimmingPrefix { $0 == " " } }.joined(separator: " ")
    }

    private static let others = ["database", "audit", "clock", "callers"]

    private static let toolKinds = ["latency", "hang", "error", "error"]
    private static let plannerKinds = ["latency", "hang", "error", "error", "malformed", "unsafe_sql"]
    private static let storeKinds = [
        "latency", "latency", "hang", "error", "error", "stale", "stale", "wrong", "wrong",
    ]
    private static let odds = ["1", "0", "1/2", "1/3", "5%", "0.9", "999999999/1000000000"]
    private static let windows = [
        "window: {from: 1s}", "window: {to: 3s}", "window: {from: 500ms, to: 5s}", "window: {from: 0s, to: 1us}",
        "window: {from: 2000000h}",
    ]

    private static let endingWindows = [
        "window: {to: 3s}", "window: {from: 500ms, to: 5s}", "window: {to: 1s}", "window: {to: 15s}",
    ]

    private func parametersOfStore(_ kind: String, _ draws: Draws) -> [String] {
        switch kind {
        case "latency":
            let delay = draws.one(of: ["1us", "5ms", "30ms", "49ms", "50ms", "100ms", "2s"], "delay")
            return ["delay: \(delay)"] + (draws.happens(50, "jitters") ? ["jitter: 40ms"] : [])
        case "error":
            let after = draws.happens(40, "after") ? ["after: \(draws.one(of: ["1us", "10ms", "60ms"], "after"))"] : []
            return after + [
                "cause: \(draws.one(of: ["connection", "refused", "refused", "timeout", "timeout"], "cause"))"
            ]
        default: return []
        }
    }

    private func target(_ draws: Draws) -> String {
        // Most plans leave the stores inside of the process, and some are about little else: where answers are found, and where
        // callers are limited.
        let isFound = leaning == .repetition || leaning == .aging
        if self.draws.happens(isFound || leaning == .limits ? 75 : 35, "stores"), draws.happens(70, "store") {
            return hasCache && draws.happens(isFound ? 80 : 40, "which store") ? "store" : "limiter"
        }
        return switch draws.number(below: 10, "target") {
        case 0...1: "tool"
        case 2: "tool.sql"
        case 3...5 where !candidates.isEmpty: "shadow"
        case 6 where !candidates.isEmpty: "\"shadow.\(draws.one(of: candidates, "candidate"))\""
        case 7 where !nextPlanners.isEmpty: "\"planner.\(draws.one(of: nextPlanners, "next planner"))\""
        default: "planner"
        }
    }

    private func parameters(_ kind: String, _ isTool: Bool, _ draws: Draws) -> [String] {
        func duration(_ key: String, _ usual: String...) -> String {
            "\(key): \(draws.configuredDuration(key, usual, isExtreme: leaning == .extremes))"
        }
        switch kind {
        case "latency":
            return [duration("delay", "100ms", "1s", "10s")]
                + (draws.happens(50, "jitters") ? [duration("jitter", "1s")] : [])
        case "error":
            let after = draws.happens(40, "after") ? [duration("after", "1us", "300ms", "5s")] : []
            if isTool {
                let codes = ["database_busy", "database_unavailable", "execution_budget", "sql_failed"]
                return after + ["code: \(draws.one(of: codes, "code"))", "leads_to: {outcome: [failed, answered]}"]
            }
            if draws.happens(40, "cause") {
                return after + ["cause: \(draws.one(of: ["connection", "timeout"], "cause"))"]
            }
            let retry = draws.happens(30, "retry") ? [duration("retry_after", "1us", "1s", "60s")] : []
            return after + retry + ["status: \(draws.one(of: TrialTraffic.errorStatuses, "status"))"]
        case "malformed":
            return draws.happens(40, "text") ? ["text: \"Sure! Here is what you asked for:\""] : []
        case "unsafe_sql":
            return draws.happens(40, "sql") ? ["sql: \"SELECT * FROM payroll\""] : []
        default: return []
        }
    }
}
