import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterReplay

/// Candidates that hang, lie and cost a fortune, beside the planners of every shipped scenario and under every fault plan: the
/// answers are the same bytes.
@Suite struct ShadowChangesNothingTests {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../..").standardized.path

    /// The shipped scenarios.
    static let scenarios = ((try? FileManager.default.contentsOfDirectory(atPath: package + "/replays")) ?? [])
        .filter { FileManager.default.fileExists(atPath: "\(package)/replays/\($0)/scenario.yaml") }.sorted()

    /// A plan that does everything to everything, whatever the scenario.
    private static let everything = """
        version: 1
        rules:
          - {name: down, target: planner, kind: error, status: 503, after: 100ms, odds: 1/9}
          - {name: busy, target: planner, kind: error, status: 429, retry_after: 1s, odds: 1/9}
          - {name: stuck, target: planner, kind: hang, odds: 1/30}
          - {name: hostile, target: planner, kind: unsafe_sql, odds: 1/9}
          - {name: garbled, target: planner, kind: malformed, odds: 1/9}
          - {name: slow, target: planner, kind: latency, delay: 1s, jitter: 9s, odds: 1/3}
          - {name: locked, target: tool, kind: error, code: database_busy, odds: 1/9}
          - {name: tool-stuck, target: tool, kind: hang, odds: 1/30}
          - {name: tool-slow, target: tool, kind: latency, delay: 100ms, jitter: 2s, odds: 1/3}
          - {name: limiter-gone, target: limiter, kind: error, cause: connection, odds: 1/9}
          - {name: limiter-stuck, target: limiter, kind: hang, odds: 1/30}
          - {name: dripping, target: planner, kind: slow_drip, per_token: 20ms, odds: 1/9}
          - {name: much-too-late, target: planner, kind: late, odds: 1/20}
          - {name: mixed-up, target: planner, kind: duplicated, odds: 1/9}
          - {name: disk-full, target: audit, kind: disk_full, odds: 1/20}
          - {name: disk-slow, target: audit, kind: latency, delay: 500ms, jitter: 1m, odds: 1/9}
          - {name: unreadable, target: database, kind: sqlite, code: ioerr, odds: 1/9}
          - {name: slow-clock, target: clock, kind: drift, rate: -1%, window: {to: 1m}}
          - {name: set-clock, target: clock, kind: jump, by: 5m, window: {from: 2m, to: 3m}}
          - {name: impatient, target: callers, kind: hang_up, after: 900ms, odds: 1/9}
          - {name: twice, target: callers, kind: burst, copies: 2, odds: 1/20}

        """

    /// What the candidates' own troubles are; these go first, since the first rule that wants a call has it.
    private static let troubles = """
          - {name: a candidate hangs, target: shadow.hangs, kind: hang}
          - {name: a candidate fails, target: shadow.fails, kind: error, status: 500}
          - {name: a candidate lies, target: shadow.lies, kind: unsafe_sql}

        """

    private static let candidates: [ShadowSettings] = ["babbles", "dear", "fails", "hangs", "lies", "raw", "self"].map {
        var settings = ShadowSettings(name: PlannerName($0), model: $0 == "dear" ? "gpt-4o-2024-08-06" : $0)
        if $0 == "dear" { settings.budget = BudgetLimits(day: Money(usd: "100")) }
        if $0 == "hangs" { settings.concurrency = 2 }
        return settings
    }

    /// What they say to every request.
    private static let said = """
        "babbles":[{"latency_us":1000,"content":"Sure! {\\"tool\\": not json","usage":{"input":9,"output":9}}],\
        "dear":[{"latency_us":900000,"model":"gpt-4o-2024-08-06","content":"SELECT 1","usage":{"input":9000000,"output":900000}}],\
        "fails":[{"latency_us":1000,"content":"SELECT 1"}],"hangs":[{"latency_us":1000,"content":"SELECT 1"}],\
        "lies":[{"latency_us":1000,"content":"SELECT 1"}],\
        "raw":[{"latency_us":25000000,"content":"DROP TABLE orders; SELECT * FROM payroll"}],\
        "self":[{"latency_us":1000,"content":"SELECT 1"}]
        """

    /// A copy of the shipped scenarios whose recordings hold the candidates, too.
    private static func folder() throws -> String {
        let path = NSTemporaryDirectory() + "toolrouter-shadow-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: package + "/replays", toPath: path + "/replays")
        // Some scenarios share theirs.
        let recordings = try FileManager.default.subpathsOfDirectory(atPath: path + "/replays")
            .filter { $0.hasSuffix("/traffic.jsonl") || $0.hasPrefix("traffic/") && $0.hasSuffix(".jsonl") }
        for recording in recordings {
            let file = "\(path)/replays/\(recording)"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let lines = text.split(separator: "\n").enumerated().map { number, line -> String in
                if number == 0 { return String(line) }
                if let shadow = line.range(of: #""shadow":{"#) {
                    return line[..<shadow.upperBound] + said + "," + line[shadow.upperBound...]
                }
                return line.dropLast() + #","shadow":{\#(said)}}"#
            }
            try (lines.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
        }
        return path
    }

    private final class Breaches: EventObserver, BreachObserver {
        func observe(_ event: RouterEvent) {}
        func observe(_ breach: Breach) { Issue.record("\(breach.invariant): \(breach.words)") }
    }

    private func replay(_ scenario: Scenario, _ plan: FaultPlan) throws -> ([String], Totals) {
        let replay = Replay(
            scenario, databases: try ScenarioDatabases(scenario), options: Replay.Options(faults: plan))
        var answers: [String] = []
        let summary = try replay.run(listening: Breaches()) {
            answers.append(Self.withoutCandidates($0.makeRecord().json))
        }
        return (answers, summary.totals)
    }

    private static func withoutCandidates(_ line: String) -> String {
        line.range(of: ",\"shadow:").map { line[..<$0.lowerBound] + "]}" } ?? line
    }

    @Test(arguments: scenarios)
    func `answers are the same bytes`(name: String) throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var asked = try Scenario(path: "\(folder)/replays/\(name)")
        asked.settings.shadows = (asked.settings.shadows + Self.candidates).sorted { $0.name < $1.name }
        var alone = asked
        alone.settings.shadows = []
        let shipped = try asked.faults.map { try String(contentsOfFile: $0, encoding: .utf8) }
        for (words, yaml) in [("none", "version: 1\nrules:\n"), ("everything", Self.everything), ("shipped", shipped)] {
            guard let yaml else { continue }
            // Candidates' troubles never end, so nothing is said of when all is well again.
            let mixed = yaml.replacing(/^converge:.*\n/.anchorsMatchLineEndings(), with: "")
                .replacing("rules:\n", with: "rules:\n" + Self.troubles, maxReplacements: 1)
            let plan = try FaultPlan(yaml: mixed, file: "\(words).yaml", targets: FaultTargets(asked))
            let (answers, totals) = try replay(asked, plan)
            let (expected, without) = try replay(alone, plan)
            #expect(answers.count == expected.count)
            for (answer, other) in zip(answers, expected) where answer != other {
                Issue.record("\(words): \(answer)\nand alone\n\(other)")
            }
            #expect(without.shadows.isEmpty)
            #expect(totals.cost == without.cost && totals.requests == without.requests)
            for candidate in Self.candidates {
                #expect(totals.shadows[candidate.name]?.asked ?? 0 > 0, "\(candidate.name)")
            }
            #expect(totals.shadows["hangs"]?.ends[.timedOut] ?? 0 > 0)
            // Unreadable, or beside an attempt at the planner that brought no reply.
            #expect(totals.shadows["babbles"]?.reached(.answered) ?? 0 > 0)
            #expect(totals.shadows["fails"]?.ends[.failed] ?? 0 > 0)
            // Its money is enough for a few requests.
            if answers.count > 10 { #expect(totals.shadows["dear"]?.ends[.budgetExhausted] ?? 0 > 0) }
        }
    }
}
