import SQLSandbox
import ToolRouter

/// The scenario.yaml of an imported scenario.
struct SpiderScenario {
    /// The first line, by which a later import recognises a folder that it may write to.
    static let firstLine = "# Made by `toolrouter import spider`; importing again into this folder replaces this file."

    let planner: String
    let candidates: [String]
    /// The name of the file that the arrivals come from, without its folder.
    let arrivals: String
    let seed: UInt64
    /// The names of the databases, sorted.
    let databases: [String]
    /// What a statement may spend, so that every right answer is whole.
    let budget: ExecutionBudget

    /// What the scenario is, for people.
    var description: String {
        "Spider questions as planned by \(planner), arriving as in \(arrivals)"
    }

    /// The file. Names are written as JSON strings, which YAML 1.2 (section 1.3) reads as they are.
    var yaml: String {
        var lines = [
            Self.firstLine,
            "version: 1",
            "description: \(quoted(description))",
            "# Chance in the scenario draws from it: which user asks, and every fault.",
            "seed: \(seed)",
            "databases:",
        ]
        lines += databases.map { "  \(quoted($0)): \(quoted("databases/\($0).sqlite"))" }
        lines += [
            "# Spider's statements write texts in double quotes."
        ]
        if budget.raised.isEmpty {
            lines.append("sql: {double_quoted_strings: allow}")
        } else {
            let raised = budget.raised.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
            lines.append("# The budget holds every right answer: a result that is cut short can't be compared.")
            lines.append("sql: {double_quoted_strings: allow, budget: {\(raised)}}")
        }
        lines += [
            "planner: {name: \(quoted(planner)), model: \(quoted(planner))}"
        ]
        if !candidates.isEmpty {
            lines.append("# Candidates: planned beside the planner above, compared, never executed while serving.")
            lines.append("shadow:")
            lines += candidates.map { "  \(quoted($0)): {model: \(quoted($0))}" }
            lines.append("# They are compared on every question, however many arrive at once.")
            lines.append("load: {candidate_calls: 100000}")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return writer.text
    }
}
