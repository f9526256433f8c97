import ToolRouter
import ToolRouterFormats
import ToolRouterTools

extension ScenarioReport {
    /// Writes the scenario as `drift.json` has it.
    func write(to writer: inout JSONWriter) {
        writer.object { file in
            writeFigures(to: &file, breaches: invariants.breaches)
            file.member("cases_omitted", findings.omittedDrifts)
            file.member(
                "cases",
                array: { list in
                    for drift in findings.failingDrifts { drift.write(to: &list, isFailing: true) }
                    for drift in findings.informationalDrifts { drift.write(to: &list, isFailing: false) }
                })
        }
    }

    /// Writes the members of all that is known of it but for single cases.
    ///
    /// - Parameter breaches: those to be written in full.
    func writeFigures(to file: inout JSONWriter, breaches: some Sequence<Breach>) {
        file.member("name", scenario)
        file.member("verdict", verdict.rawValue)
        file.member("interrupted", isInterrupted)
        file.member("requests", totals.totals.requests)
        file.key("made_otherwise")
        file.array(madeOtherwise)
        file.drift(findings)
        file.member(
            "tolerated",
            object: { tolerated in
                for (kind, count) in findings.toleratedByKind { tolerated.member(kind.rawValue, count) }
                tolerated.member("rows_not_kept", findings.toleranceWithoutRows)
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
                for breach in breaches { breach.write(to: &list) }
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
    }
}

extension JSONWriter {
    /// How many requests show each kind, and the groups.
    mutating func drift(_ findings: Findings) {
        member(
            "drift",
            object: { drift in
                for kind in DriftKind.allCases { drift.member(kind.rawValue, findings.kinds[kind] ?? 0) }
            })
        member(
            "groups",
            array: { list in
                for group in findings.groups.largestFirst { group.write(to: &list) }
            })
    }

    fileprivate mutating func placements(_ counts: [SQLPlacement: Int], _ noContent: Int) {
        for placement in SQLPlacement.allCases { member(placement.rawValue, counts[placement] ?? 0) }
        member("no_content", noContent)
    }
}

extension DriftGroup {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { group in
            group.member("place", place)
            group.member("stage", stage?.rawValue)
            group.member("change", change)
            group.member("count", count)
            group.key("kinds")
            group.array(kinds.map(\.rawValue))
            group.member("first", first.id.text)
        }
    }
}

extension UnreadFile {
    func write(to writer: inout JSONWriter) {
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
