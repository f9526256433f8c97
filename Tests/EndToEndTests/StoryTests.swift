import Foundation
import Testing

/// What the shipped scenarios are told for: a storm of retries that is tamed, a stampede that does not happen, a request
/// that can never pass.
@Suite struct StoryTests {
    private struct Totals: Decodable {
        struct Planner: Decodable {
            let attempts: Int
            let replies: Int
        }
        struct Circuit: Decodable {
            let open: Int
            let closed: Int
            let refusals: Int
        }
        let planner: Planner
        let circuit: Circuit
    }

    private func totals(_ workplace: Workplace, _ scenario: String) throws -> Totals {
        let text = try workplace.folder.text("reports/\(scenario)/totals.json")
        return try JSONDecoder().decode(Totals.self, from: Data(text.utf8))
    }

    @Test func `a storm of retries reaches the planner as a handful of calls`() throws {
        let workplace = try Workplace.withShippedScenarios()
        #expect(try workplace.run("replay", "retry-storm").code == 3)
        let tamed = try totals(workplace, "retry-storm")
        // Ninety seconds, well over 200 questions: five failures and a probe that fails now and then.
        #expect(tamed.planner.attempts - tamed.planner.replies <= 10)
        #expect(tamed.circuit.refusals > 200)
        #expect(tamed.circuit.open == 4, "the open time grows")
        #expect(tamed.circuit.closed == 1)
        let answers = try workplace.answers("reports/retry-storm/answers.jsonl").values
        #expect(answers.count { $0.source == "stale" } > 10)
        // All but the one whose retry met the open circuit are told at once.
        let refused = answers.filter { $0.code == "circuit_open" }
        #expect(refused.count { $0.latency > 0 } == 1)

        try workplace.edit(
            "replays/retry-storm/scenario.yaml", "breaker: {failures: 5,", "breaker: {mode: disabled, failures: 5,")
        #expect(try workplace.run("replay", "retry-storm").code == 3)
        let wild = try totals(workplace, "retry-storm")
        #expect(wild.planner.attempts - wild.planner.replies > 300, "without the circuit every question storms")
    }

    @Test func `everybody comes back at once, and one call is made until it has succeeded`() throws {
        let workplace = try Workplace.withShippedScenarios()
        #expect(try workplace.run("replay", "half-open-stampede").code == 3)
        let answers = try workplace.answers("reports/half-open-stampede/answers.jsonl")
        let crowd = (6...125).compactMap { answers["r-" + String(repeating: "0", count: 4 - "\($0)".count) + "\($0)"] }
        #expect(crowd.count == 120)
        #expect(crowd[0].source == "planner" && crowd[0].latency > 4_000_000)
        #expect(crowd[1...].allSatisfy { $0.code == "circuit_open" && $0.latency == 0 })
        let after = answers.values.filter { $0.id > "r-0125" }
        #expect(after.count == 30)
        #expect(after.allSatisfy { $0.outcome == "answered" })
        #expect(try totals(workplace, "half-open-stampede").circuit.open == 1)
    }

    @Test func `what can never pass is told so, what is owed is told when`() throws {
        let workplace = try Workplace.withShippedScenarios()
        #expect(try workplace.run("replay", "oversized-request").code == 3)
        let answers = try workplace.answers("reports/oversized-request/answers.jsonl").values
        let oversized = answers.filter { $0.code == "request_too_large" }.map(\.id).sorted()
        #expect(oversized == ["r-0007", "r-0008", "r-0023"])
        #expect(answers.count { $0.code == "rate_limited" } == 5)

        let never = try workplace.run("explain", "oversized-request", "r-0023").text
        #expect(never.contains(#""code":"request_too_large""#))
        #expect(never.contains(#""retryable":false,"retry_after_ms":null"#))
        // The same user had asked something small before, and was answered: an oversized request takes nothing.
        #expect(try workplace.run("explain", "oversized-request", "r-0009").text.contains("answered from planner"))
        let owed = try workplace.run("explain", "oversized-request", "r-0011").text
        #expect(owed.contains(#""retryable":true,"retry_after_ms":41400"#))
    }
    @Test func `money runs out in the morning, for each tenant its own, and is back at midnight`() throws {
        let workplace = try Workplace.withShippedScenarios()
        #expect(try workplace.run("replay", "spent-budget").code == 3)
        let answers = try workplace.answers("reports/spent-budget/answers.jsonl")
        let refused = answers.values.filter { $0.code == "budget_exhausted" }.map(\.id).sorted()
        // Of twelve at one moment five are asked about, and a minute later one more.
        let burst = (25...36).map { "r-00\($0)" }
        #expect(burst.filter(refused.contains).count == 7)
        #expect(answers["r-0037"]?.outcome == "answered" && refused.contains("r-0038"))
        // A second before midnight, and at midnight.
        #expect(refused.contains("r-0041"))
        #expect(["r-0042", "r-0043", "r-0044", "r-0045"].allSatisfy { answers[$0]?.outcome == "answered" })

        let told = try workplace.run("explain", "spent-budget", "r-0041").text
        #expect(told.contains(#""status":429"#) && told.contains(#""retryable":true,"retry_after_ms":1000"#))
        #expect(told.contains("no money: 0.004 USD of the tenant budget of the day, used up for 1000 ms more"))
        let rules = try workplace.run("explain", "spent-budget", "r-0020").text
        #expect(rules.contains("answered from rules, degraded: budget_exhausted"))
        let unknown = try workplace.run("explain", "spent-budget", "r-0039").text
        #expect(unknown.contains("0 USD counted in place of 0.004 put aside, and an unknown cost as 0.02 USD"))
    }

    @Test func `what servers share may be slow, gone and wrong, and no request fails because of it`() throws {
        let workplace = try Workplace.withShippedScenarios()
        #expect(try workplace.run("replay", "shared-outage").code == 3)
        let answers = try workplace.answers("reports/shared-outage/answers.jsonl")
        #expect(answers.count == 89)
        #expect(answers.values.allSatisfy { $0.outcome == "answered" || $0.code == "rate_limited" })

        let moved = try workplace.run("explain", "shared-outage", "r-0063").text
        #expect(moved.contains("fault meddling at store: the answer of another key"))
        #expect(moved.contains("the store has nothing to say: what it said can't be read"))
        #expect(moved.contains("answered from planner"))
        let alone = try workplace.run("explain", "shared-outage", "r-0025").text
        #expect(alone.contains("waited 50000 µs for the limiter"))
        #expect(alone.contains("1 of 4 left, decided by this process alone"))
    }
}
