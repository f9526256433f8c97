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

extension ScenarioReport {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { file in
            file.member("name", scenario)
            file.member("verdict", verdict.rawValue)
            file.member("interrupted", isInterrupted)
            file.member("requests", totals.totals.requests)
            file.key("made_otherwise")
            file.array(madeOtherwise)
            file.member(
                "drift",
                object: { drift in
                    for kind in DriftKind.allCases { drift.member(kind.rawValue, findings.kinds[kind] ?? 0) }
                })
            file.member(
                "tolerated",
                object: { tolerated in
                    for (kind, count) in findings.toleratedByKind { tolerated.member(kind.rawValue, count) }
                    tolerated.member("rows_not_kept", findings.toleranceWithoutRows)
                })
            file.member(
                "groups",
                array: { list in
                    for group in findings.groups.largestFirst { group.write(to: &list) }
                })
            file.member("drift_sql", object: { $0.placements(findings.placements, findings.noContent) })
            file.member(
                "shadow",
                object: { shadow in
                    for candidate in findings.shadows.keys.sorted() {
                        shadow.member(
                            candidate.text,
                            object: { member in
                                member.placements(
                                    findings.shadows[candidate] ?? [:], findings.shadowsWithoutContent[candidate] ?? 0)
                                findings.pairs[candidate]?.write(to: &member)
                            })
                    }
                })
            file.member(
                "accuracy",
                object: { accuracy in
                    for (planner, figures) in totals.accuracy {
                        accuracy.member(planner.text, object: { figures.write(to: &$0) })
                    }
                })
            file.member(
                "gates",
                array: { list in
                    for gate in gates { gate.write(to: &list) }
                })
            file.member(
                "invariants",
                object: { list in
                    for name in invariants.names { list.member(name, invariants.count(of: name)) }
                })
            file.member("breaches_omitted", invariants.omitted)
            file.member(
                "breaches",
                array: { list in
                    for breach in invariants.breaches { breach.write(to: &list) }
                })
            file.member(
                "faults",
                array: { list in
                    for fault in faults { fault.write(to: &list) }
                })
            file.member("reordered_lines", reordered)
            file.member("unused_episodes", findings.unused)
            file.key("unused_episode_examples")
            file.array(findings.unusedExamples.map(\.text))
            file.member("unusable_truths", findings.unusableTruths)
            file.member(
                "unusable_truth_examples",
                array: { list in
                    for truth in findings.unusableTruthExamples { truth.write(to: &list) }
                })
            file.key("totals")
            totals.write(to: &file)
            file.member("cases_omitted", findings.omittedDrifts)
            file.member(
                "cases",
                array: { list in
                    for drift in findings.failingDrifts { drift.write(to: &list, isFailing: true) }
                    for drift in findings.informationalDrifts { drift.write(to: &list, isFailing: false) }
                })
        }
    }
}

extension JSONWriter {
    fileprivate mutating func placements(_ counts: [SQLPlacement: Int], _ noContent: Int) {
        for placement in SQLPlacement.allCases { member(placement.rawValue, counts[placement] ?? 0) }
        member("no_content", noContent)
    }
}

extension DriftGroup {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { group in
            group.member("place", place)
            group.member("count", count)
            group.key("kinds")
            group.array(kinds.map(\.rawValue))
            group.member("first", first.id.text)
        }
    }
}

extension UnreadFile {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { file in
            file.member("path", path)
            file.member("problem", problem)
            file.member("remedy", remedy)
        }
    }
}

extension Findings.UnusableTruth {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { truth in
            truth.member("id", id.text)
            truth.member("problem", problem)
        }
    }
}

extension FaultCount {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { fault in
            fault.member("rule", rule)
            fault.member("target", target)
            fault.member("kind", kind)
            fault.member("wanted", wanted)
            fault.member("injected", injected)
        }
    }
}

extension GateResult {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { gate in
            gate.member("metric", name)
            gate.member("passed", isPassed)
            gate.member("outcome", outcome.rawValue)
            gate.member("figures", words)
        }
    }
}

extension Breach {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { line in
            line.member("invariant", invariant)
            line.member("id", request?.text)
            line.member("at_us", at.wholeMicroseconds)
            line.member("expected", expected)
            line.member("found", found)
        }
    }
}

extension Drift {
    fileprivate func write(to writer: inout JSONWriter, isFailing: Bool) {
        writer.object { line in
            line.member("id", id.text)
            line.member("failing", isFailing)
            line.key("kinds")
            line.array(kinds.map(\.rawValue))
            line.member("stage", stage?.rawValue)
            line.member("sql_placement", sql?.placement.rawValue)
            if sql?.placement == .different, let hasSameReads = sql?.hasSameReads {
                line.member("same_reads", hasSameReads)
            }
            if let question { line.member("question", question) }
            if let recordingMiss { line.member("recording_miss", recordingMiss) }
            for (name, record) in [("expected", expected), ("actual", actual)] {
                line.key(name)
                if let record { record.write(to: &line) } else { line.null() }
            }
        }
    }
}
