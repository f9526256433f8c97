import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// What a whole run found: the scenarios in the order they were asked for, and what to make of them.
package struct RunReport: Sendable {
    /// What each scenario found.
    package let scenarios: [ScenarioReport]
    /// The scenarios that an interruption left no time for.
    package let notReplayed: [String]
    /// What a run of all scenarios did not read.
    package let unread: [UnreadFile]
    /// Whether a second process wrote other bytes.
    package var isNondeterministic = false

    package init(scenarios: [ScenarioReport], notReplayed: [String] = [], unread: [UnreadFile] = []) {
        self.unread = unread
        self.scenarios = scenarios
        self.notReplayed = notReplayed
    }

    /// Whether the run was interrupted: then the report is partial.
    package var isInterrupted: Bool { !notReplayed.isEmpty || scenarios.contains(where: \.isInterrupted) }

    /// The verdict over all scenarios; nothing selected is `missing`, and an interrupted run in which nothing was found
    /// is `inconclusive`.
    package var verdict: Verdict {
        Verdict.worst(
            scenarios.map(\.verdict) + notReplayed.map { _ in .inconclusive } + unread.map { _ in .missing }
                + (isNondeterministic ? [.nondeterministic] : []))
    }

    /// The verdict in a few words.
    package var words: String {
        guard isInterrupted else { return wordsOfVerdict }
        return "interrupted; so far " + (verdict == .inconclusive ? Verdict.pass.words : wordsOfVerdict)
    }

    /// What all scenarios of the worst verdict have in common.
    private var wordsOfVerdict: String {
        let words = scenarios.filter { $0.verdict == verdict && !$0.isInterrupted }.map(\.words)
        switch verdict {
        case .drift where !words.isEmpty && words.allSatisfy { $0 == words[0] }: return words[0]
        case .missing where !unread.isEmpty && !words.contains(verdict.words): return "not everything was replayed"
        case .missing where !words.isEmpty && !words.contains(verdict.words): return words[0]
        default: return verdict.words
        }
    }

    /// The exit code of a process that ends with this report.
    package var exitCode: Int32 { isInterrupted ? Verdict.interruptedExitCode : verdict.exitCode }

    /// The text of `drift.json`.
    package var json: String {
        var writer = JSONWriter(isIndented: true)
        writer.object { file in
            file.member("version", 1)
            file.member("verdict", verdict.rawValue)
            file.member("interrupted", isInterrupted)
            file.key("not_replayed")
            file.array(notReplayed)
            file.member(
                "unread",
                array: { list in
                    for file in unread { file.write(to: &list) }
                })
            file.member(
                "scenarios",
                array: { list in
                    for scenario in scenarios { scenario.write(to: &list) }
                })
        }
        return writer.text + "\n"
    }
}
