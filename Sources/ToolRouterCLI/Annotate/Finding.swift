import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// One thing that a run found, before it is known where its request stands.
struct Finding {
    /// How bad it is: the worst first, then the one that concerns most requests.
    struct Weight: Comparable {
        /// 0 is worst.
        let rank: Int
        let count: Int

        static func < (left: Weight, right: Weight) -> Bool {
            (left.rank, -left.count) < (right.rank, -right.count)
        }
    }

    let weight: Weight
    /// The scenario it was found in; nil when it concerns none.
    let scenario: String?
    /// The first request of it; nil when it concerns the scenario as a whole.
    let request: RequestID?
    let title: String
    let lines: [String]

    /// All that `run` found, the worst first; what concerns the same requests in the same way is one finding.
    static func all(of run: FinishedRun) -> [Finding] {
        var findings = run.scenarios.flatMap(ofScenario)
        findings += run.unread.map { file in
            Finding(
                weight: Weight(rank: Rank.missing, count: 1), scenario: nil, request: nil,
                title: "\(Excerpt.of(file.path)) is not replayed", lines: [file.problem, file.remedy])
        }
        if run.verdict == Verdict.nondeterministic.rawValue {
            findings.append(
                Finding(
                    weight: Weight(rank: Rank.nondeterministic, count: 1), scenario: nil, request: nil,
                    title: "two runs of the same inputs differ",
                    lines: ["to see it: toolrouter replay --check-determinism"]
                ))
        }
        // Sorting keeps no order of its own; the number of a finding does.
        return findings.enumerated().sorted { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }
            .map(\.element)
    }

    /// Kinds of drift lie between an invariant and a gate.
    private enum Rank {
        static let nondeterministic = 0
        static let broken = 1
        static let drift = 2
        static let gate = drift + DriftKind.allCases.count
        static let missing = gate + 1
        static let inconclusive = missing + 1
    }

    private static func ofScenario(_ scenario: FinishedRun.Scenario) -> [Finding] {
        let name = Excerpt.of(scenario.name)
        var findings: [Finding] = []
        func add(_ rank: Int, count: Int = 1, at request: String? = nil, _ title: String, _ lines: [String]) {
            findings.append(
                Finding(
                    weight: Weight(rank: rank, count: count), scenario: scenario.name,
                    request: request.map { RequestID($0) }, title: "\(name): \(title)", lines: lines))
        }
        var seen: Set<String> = []
        for breach in scenario.breaches where seen.insert(breach.invariant).inserted {
            let count = scenario.breaches.count { $0.invariant == breach.invariant }
            add(
                Rank.broken, count: count, at: breach.id, "\(Excerpt.of(breach.invariant)) is broken",
                ["expected \(breach.expected)", "found \(breach.found)"] + reproduction(scenario.name, breach.id))
        }
        for group in scenario.groups {
            let worst = group.kinds.compactMap { DriftKind(rawValue: $0) }.min()
            let rank = worst.flatMap { DriftKind.allCases.firstIndex(of: $0) } ?? DriftKind.allCases.count - 1
            add(
                Rank.drift + rank, count: group.count, at: group.first,
                Quantity.words(group.count, "request", plural: "requests")
                    + " drifted: \(group.kinds.prefix(3).joined(separator: ", "))"
                    + (group.kinds.count > 3 ? ", …" : ""), lines(of: group, in: scenario))
        }
        for gate in scenario.gates where gate.outcome != GateResult.Outcome.passed.rawValue {
            let isFailed = gate.outcome == GateResult.Outcome.failed.rawValue
            add(
                isFailed ? Rank.gate : Rank.inconclusive,
                "the gate \(Excerpt.of(gate.metric)) " + (isFailed ? "failed" : "is inconclusive"), [gate.figures])
        }
        if scenario.verdict == Verdict.missing.rawValue {
            add(
                Rank.missing, "no golden",
                ["to make one: toolrouter accept \(ShellWord.quoted(scenario.name)) --reason '…' after a replay"])
        }
        return findings
    }

    /// What differs in the first request of a group, and what to do.
    private static func lines(of group: FinishedRun.Group, in scenario: FinishedRun.Scenario) -> [String] {
        let more = group.count > 1 ? " and \(group.count - 1) alike" : ""
        var lines = ["\(Excerpt.of(group.first))\(more): \(Excerpt.of(group.place))"]
        lines += scenario.madeOtherwise.prefix(5).map { "changed since the golden: \(Excerpt.of($0))" }
        if let first = scenario.cases.first(where: { $0.id == group.first }) {
            if let question = first.question { lines.append("asked: \(Excerpt.of(question))") }
            if let miss = first.miss { lines.append(Excerpt.of(miss)) }
            lines += differences(first)
        }
        return lines + reproduction(scenario.name, group.first)
            + ["to take it: toolrouter accept \(ShellWord.quoted(scenario.name)) --reason '…'"]
    }

    /// The members of an answer that a person reads, in the order of a drift's kinds.
    private static let members = [
        "outcome", "tool", "code", "row_count", "sql", "source", "degraded", "cost_usd", "latency_us",
    ]

    private static func differences(_ drifted: FinishedRun.Case) -> [String] {
        guard let expected = drifted.expected, let actual = drifted.actual else { return [] }
        return members.compactMap { name in
            let (before, now) = (expected[name]?.words, actual[name]?.words)
            guard before != now else { return nil }
            return "\(name): \(before.map { Excerpt.of($0) } ?? "none") → \(now.map { Excerpt.of($0) } ?? "none")"
        }
    }

    private static func reproduction(_ scenario: String, _ id: String?) -> [String] {
        id.map {
            ["to see it: toolrouter explain \(ShellWord.quoted(scenario)) \(ShellWord.quoted($0)) --golden"]
        } ?? []
    }
}
