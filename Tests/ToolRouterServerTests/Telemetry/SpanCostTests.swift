import RouterTesting
import Testing
import ToolRouter
import ToolRouterSimulation
import Tracing

@testable import ToolRouterServer

/// What spans of calls tell of tokens and money.
@Suite struct SpanCostTests {
    /// Less than any call is reserved.
    static let pittance = BudgetLimits(day: Money(yoctodollars: 1))

    private static let metered = PlannerFailure.metered(.connection, TokenUsage(input: 300, output: 5))

    /// What each `chat` tells: its role, `late`, its error, its tokens in, and how well its cost is known.
    private func calls(_ spans: [FinishedSpan]) -> [String] {
        let names = [
            "toolrouter.role", "toolrouter.late", "error.type", "gen_ai.usage.input_tokens", "toolrouter.cost_usd",
            "toolrouter.cost_status",
        ]
        return spans.filter { $0.name.hasPrefix("chat") }.map { span in
            names.compactMap { name in
                switch span.attributes[name] {
                case .string(let text): text
                case .int64(let number): "\(number)"
                case .bool: "late"
                default: nil
                }
            }.joined(separator: " ")
        }
    }

    private static let current = "current 1000 0.0035 exact"

    private static let rows: [(name: String, make: @Sendable () -> SpanWorld, calls: [String])] = [
        (
            "a failed call with a price", { SpanWorld(.failure(metered), model: "model-a") { $0.retry.retries = 0 } },
            ["current provider_unreachable 300 0.0008 exact"]
        ),
        (
            "a failed call without a price", { SpanWorld(.failure(metered)) { $0.retry.retries = 0 } },
            ["current provider_unreachable 300 missing"]
        ),
        (
            "a failed call of unknown cost", { SpanWorld(.failure(.connection)) { $0.retry.retries = 0 } },
            ["current provider_unreachable missing"]
        ),
        ("a refused call", { SpanWorld(.http(400)) }, ["current provider_rejected"]),
        (
            "a late failure", { SpanWorld(.failure(metered, after: .seconds(25)).stubborn) { $0.retry.retries = 0 } },
            ["current planner_timeout", "current late provider_unreachable 300 missing"]
        ),
        (
            "a call that heeds its cancellation", { SpanWorld(.plan(after: .seconds(25))) { $0.retry.retries = 0 } },
            ["current planner_timeout", "current late cancelled missing"]
        ),
        (
            "a candidate's failed call", { SpanWorld(.plan(), candidate: .failure(metered)) },
            // Its span ends when it is known how it compares.
            [current, "shadow provider_unreachable 300 0.0008 exact"]
        ),
        (
            "a candidate's late failure",
            { SpanWorld(.plan(), candidate: .failure(metered, after: .seconds(50)).stubborn) },
            [current, "shadow planner_timeout", "shadow late provider_unreachable 300 0.0008 exact"]
        ),
        (
            "a candidate without money", { SpanWorld(.plan(), candidate: .plan(), candidateBudget: pittance) },
            [current]
        ),
    ]

    @Test(arguments: rows.indices)
    func `a call tells its tokens and its cost, and is told once it has ended`(index: Int) throws {
        let row = Self.rows[index]
        let world = row.make()
        #expect(calls(try world.ask(.asking())) == row.calls, "\(row.name)")
        #expect(world.spans.open == 0, "\(row.name)")
    }

    @Test func `a candidate that had no money for the second request was called for the first`() throws {
        let once = BudgetLimits(day: Money(usd: "0.015"))
        let world = SpanWorld(.plan(), candidate: .plan(after: .seconds(3)), candidateBudget: once)
        let spans = try world.ask(.asking(), .asking("Another?", id: "r-1"))
        let shadows = spans.filter { $0.attributes["toolrouter.role"] == .string("shadow") }
        #expect(shadows.map(\.start) == [SpanWorld.start])
        #expect(shadows.map(\.end) == [SpanWorld.start + .seconds(3)])
    }

    @Test func `a candidate's own word for its model is in no name of a span`() throws {
        let plan = #"{"tool":"sql","sql":"SELECT 1"}"#
        let spans = try SpanWorld(.plan(), candidate: .text(plan, model: "gpt-4o-of-somebody")).ask(.asking())
        let call = try #require(spans.first { $0.attributes["toolrouter.role"] == .string("shadow") })
        #expect(call.name == "chat")
        #expect(call.attributes["gen_ai.request.model"] == nil)
        #expect(call.attributes["gen_ai.provider.name"] == .string("candidate"))
        #expect(call.attributes["gen_ai.response.model"] == .string("gpt-4o-of-somebody"))
    }

    @Test func `the cost of calls adds up to that of the request under another name`() throws {
        let spans = try SpanWorld(.failure(Self.metered), .plan(), model: "model-a").ask(.asking())
        let calls = spans.compactMap { $0.attributes["toolrouter.cost_usd"] }
        #expect(calls == [.string("0.0008"), .string("0.0035")])
        #expect(spans.last?.attributes["toolrouter.request.cost_usd"] == .string("0.0043"))
    }
}
