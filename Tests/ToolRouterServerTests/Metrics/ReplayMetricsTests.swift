import Foundation
import RandomScenarios
import Synchronization
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// The figures of a replay's reports, of its audit log and of its metrics are the same, whatever the scenario.
@Suite struct ReplayMetricsTests {
    /// Adds up what the router has recorded, beside the replay's own log, and has it written to a store.
    private final class AuditTee: WorldDecoration {
        private struct Log: AuditLog {
            let inner: (any AuditLog)?
            let own: InMemoryAuditLog
            let store: AuditStore
            var isAccepting: Bool { inner?.isAccepting ?? true }
            func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) {
                own.append(record) { _ in }
                store.append(record) { if !$0 { Issue.record("a record of \(record.request.id) was not written") } }
                if let inner { inner.append(record, done: done) } else { done(true) }
            }
        }

        let log = InMemoryAuditLog()
        let store: AuditStore

        init(_ folder: AuditFolder) throws {
            store = try AuditStore(folder.settings, clock: { AuditFolder.start }) { Issue.record("\($0)") }
        }

        func decorate(_ world: inout World, scheduler: any Scheduler) {
            world.audit = Log(inner: world.audit, own: log, store: store)
        }
    }

    private func replay(
        _ folder: String
    ) throws -> (MetricReadings, audit: InMemoryAuditLog.Sums, records: AuditSums) {
        let scenario = try Scenario(path: folder)
        let times = LatencyMetrics()
        let records = try AuditFolder()
        let audit = try AuditTee(records)
        let summary = try Replay(
            scenario, databases: try ScenarioDatabases(scenario),
            options: Replay.Options(
                faults: try scenario.faults.map { try FaultPlan(path: $0, targets: FaultTargets(scenario)) },
                decorations: [audit], listener: times)
        ).run { _ in }
        try #require(summary.cutShortBy == nil)
        let readings = MetricReadings(
            label: ("scenario", scenario.name), build: BuildInformation(version: "1", sqlite: "3"),
            standing: summary.standing, totals: summary.totals, latencies: times.latencies)
        audit.store.close(within: .seconds(60))
        #expect(try AuditVerification.of(records.path).isSound)
        return (readings, audit.log.sums, try AuditReport(AuditQuery(), of: records.path).total)
    }

    /// A thousand with TOOLROUTER_LONG_TESTS=1.
    private static let scenarios = ProcessInfo.processInfo.environment["TOOLROUTER_LONG_TESTS"] == "1" ? 1_000 : 100

    @Test func `in random scenarios every metric is what totals, records and budgets say, to the last digit`() throws {
        let folder = try OutputFolder.scratch()
        try TrialDatabases.build(in: folder.path)
        let writer = ScenarioWriter(seed: 13)
        var spent = Money.zero
        for number in 0..<Self.scenarios {
            try writer.scenario(number).write(to: folder.path)
            let (readings, audit, records) = try replay(folder.path)
            let totals = readings.totals
            let text = Exposition.text(of: [readings])
            let samples = try ExpositionSample.samples(of: text)
            func expect(_ name: String, _ labels: [String: String], _ count: Int) {
                #expect(samples.sum(name, labels) == .count(count), "scenario \(number): \(name) \(labels)")
            }

            let candidates = totals.shadows.values
            let cost = "toolrouter_cost_estimate_usd_total"
            #expect(samples.sum(cost, ["role": "current"]) == totals.cost, "scenario \(number)")
            #expect(samples.sum(cost) == candidates.reduce(totals.cost) { $0 + $1.cost }, "scenario \(number)")
            #expect(samples.sum(cost) == audit.candidates.values.reduce(audit.planner.cost) { $0 + $1.cost })
            #expect(records.cost == samples.sum(cost), "scenario \(number)")
            let budgets = try #require(readings.standing.budgets)
            #expect(budgets.totals.spent == totals.cost, "scenario \(number)")
            #expect(budgets.totals.unknown == totals.unpricedReplies, "scenario \(number)")
            for (name, candidate) in totals.shadows {
                #expect(budgets.candidates[name]?.spent ?? .zero == candidate.cost, "scenario \(number): \(name)")
            }
            spent += samples.sum(cost)

            let usage = candidates.reduce(totals.usage) { $0 + $1.usage }
            expect("toolrouter_tokens_input_total", [:], usage.totalInput)
            expect("toolrouter_tokens_input_total", ["role": "current"], totals.usage.totalInput)
            for (bucket, count) in totals.usage.inputBuckets {
                expect("toolrouter_tokens_input_total", ["role": "current", "bucket": bucket], count)
            }
            expect("toolrouter_tokens_output_total", [:], usage.totalOutput)
            #expect(records.tokens == TokenBucket.allCases.map { usage[$0] }, "scenario \(number)")
            let calls = "toolrouter_billed_calls_total"
            expect(calls, ["role": "current"], totals.pricedCalls + totals.unpricedReplies)
            expect(calls, ["role": "current", "cost_status": "missing"], totals.unpricedReplies)
            expect(calls, ["role": "current", "cost_status": "estimated"], totals.estimatedReplies)

            expect("toolrouter_requests_received_total", [:], totals.requests)
            for outcome in Answer.Outcome.Kind.allCases {
                let labels = ["outcome": outcome.rawValue]
                expect("toolrouter_requests_total", labels, totals.outcomes[outcome.rawValue])
                expect("toolrouter_request_duration_seconds_count", labels, totals.outcomes[outcome.rawValue])
                expect("toolrouter_overhead_seconds_count", labels, totals.outcomes[outcome.rawValue])
            }
            expect("toolrouter_requests_total", [:], totals.requests)
            for code in ErrorCode.allCases {
                expect("toolrouter_errors_total", ["code": code.rawValue], totals.errors[code])
            }
            for source in AnswerSource.allCases {
                expect("toolrouter_answers_total", ["source": source.rawValue], totals.sources[source])
            }
            expect("toolrouter_cache_lookups_total", ["result": "hit"], totals.cacheHits)
            expect("toolrouter_cache_lookups_total", ["result": "miss"], totals.cacheMisses)
            // A budget may be too small for a request, too, and an answer whose record can't be written says that instead.
            if totals.budgetRefusals.total == 0, totals.errors[.auditUnavailable] == 0 {
                expect(
                    "toolrouter_rate_limit_decisions_total", ["decision": "refused"],
                    totals.errors[.rateLimited] + totals.errors[.requestTooLarge])
            }
            expect("toolrouter_budget_refusals_total", [:], totals.budgetRefusals.total)
            expect("toolrouter_planner_attempts_total", [:], totals.attempts)
            expect("toolrouter_planner_latency_seconds_count", ["role": "current"], totals.attempts)
            expect("toolrouter_circuit_transitions_total", ["role": "current"], totals.circuitTransitions.total)
            expect("toolrouter_shadow_sampled_total", [:], candidates.reduce(0) { $0 + $1.proposals })
            expect("toolrouter_shadow_requests_total", [:], candidates.reduce(0) { $0 + $1.proposals })
            // Everything has ended.
            expect("toolrouter_requests_in_flight", [:], 0)
            expect("toolrouter_circuit_state", [:], samples.count { $0.name == "toolrouter_circuit_state" } / 3)
            #expect(!text.lowercased().contains("select"), "scenario \(number)")
        }
        #expect(spent > .zero)
    }

    @Test func `the same scenario gives the same bytes`() throws {
        let folder = try OutputFolder.scratch()
        let trial = try ScenarioTrial(ScenarioWriter(seed: 14), in: folder.path)
        for number in 0..<5 {
            _ = try trial.run(number, isThorough: false)
            let texts = try (1...2).map { _ in Exposition.text(of: [try replay(trial.folder).0]) }
            #expect(texts[0] == texts[1])
        }
    }

    @Test(.enabled(if: PrometheusClient.isThere, PrometheusClient.missing))
    func `Prometheus' own client reads both formats, and the same in both`() throws {
        let folder = try OutputFolder.scratch()
        let trial = try ScenarioTrial(ScenarioWriter(seed: 15), in: folder.path)
        var all: [String] = []
        for number in 0..<5 {
            _ = try trial.run(number, isThorough: false)
            let readings = try replay(trial.folder).0
            let strict = try PrometheusClient.families(
                of: Exposition.text(of: [readings], as: ExpositionFormat(.openMetrics(isVersion1: true))),
                isOpenMetrics: true)
            let text = try PrometheusClient.families(of: Exposition.text(of: [readings]), isOpenMetrics: false)
            #expect(strict.contains("toolrouter_build info - 1"))
            #expect(strict.contains { $0.hasPrefix("toolrouter_overhead_seconds histogram seconds ") })
            #expect(strict.count == text.count)
            all += strict
            let counts = { (families: [String]) in families.map { $0.split(separator: " ").last } }
            #expect(counts(strict) == counts(text))
        }
        // Where nothing was replied, nothing has a cost.
        #expect(all.contains { $0.hasPrefix("toolrouter_cost_estimate_usd counter usd ") })
    }
}
