import Foundation
import RouterTesting
import Testing
import ToolRouter

@testable import ToolRouterServer

/// Sends the spans and metrics of a few requests to receivers that others wrote. Scripts/otlp starts them, runs this and asks
/// them what has arrived.
@Suite(.enabled(if: RealReceiver.environment != nil, "needs a receiver: run Scripts/otlp"))
struct RealReceiverTests {
    @Test func `a router's spans and metrics are taken`() async throws {
        let (scheduler, sending) = (LiveScheduler(), LiveScheduler())
        let telemetry = try #require(
            try Telemetry.start(environment: RealReceiver.environment ?? [:], version: "1", scheduler: sending))
        let usage = TokenUsage(input: 800, cachedInput: 200, cacheWrite: 100, output: 60, reasoning: 40)
        let plan = #"{"tool":"sql","sql":"SELECT 1"}"#
        let planner = ScriptedPlanner(
            [.http(503), .text(plan, model: "gpt-4o", usage: usage, after: .milliseconds(50)), .http(400)],
            model: "gpt-4o", scheduler: scheduler)
        let candidate = ScriptedPlanner([.plan(after: .milliseconds(20))], name: "candidate", scheduler: scheduler)
        var configuration = RouterConfiguration()
        configuration.retry.backoff = .milliseconds(10)
        configuration.prices = PriceCatalogue(["gpt-4o": Price(input: Money(usd: "2.5")!, output: Money(usd: "10")!)])
        let router = Router(
            configuration: configuration, scheduler: scheduler, planner: planner,
            shadows: [ShadowPlanner(planner: candidate)],
            tools: [ScriptedTool(scheduler: scheduler, duration: .milliseconds(5))],
            store: InMemoryAnswerStore(ttl: .seconds(3_600), entries: 100), observer: telemetry)
        let trace = TraceContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        for (id, question) in [("r-answered", "How many?"), ("r-hit", "How many?"), ("r-failed", "Which?")] {
            var request = Request.asking(question, id: RequestID(id))
            request.trace = trace
            _ = await router.answer(request)
            // Answers are stored and candidates end after an answer has left.
            #expect(await scheduler.drain(by: scheduler.now + PlannerWorld.patience) == 0)
        }
        let tally = await telemetry.stop(by: sending.now + PlannerWorld.patience)
        #expect(tally.droppedSpans == 0 && tally.failedSpans == 0, "\(tally)")
        #expect(tally.exportedSpans > 0 && tally.exportedMetrics == 1, "\(tally)")
    }
}

/// Where the environment says that receivers are.
private enum RealReceiver {
    static let environment: [String: String]? = {
        let variables = ProcessInfo.processInfo.environment
        guard let traces = variables["TOOLROUTER_TEST_OTLP_TRACES"],
            let metrics = variables["TOOLROUTER_TEST_OTLP_METRICS"]
        else { return nil }
        return [
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": traces, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": metrics,
            "OTEL_EXPORTER_OTLP_TRACES_HEADERS": variables["TOOLROUTER_TEST_OTLP_HEADERS"] ?? "",
        ]
    }()
}
