import Testing

@testable import ToolRouter
@testable import ToolRouterServer

@Suite struct MetricsBridgeTests {
    private static let standing = RouterStanding(planners: ["gpt"])

    private let factory = RecordingFactory()
    private let bridge: MetricsBridge
    private let metrics: RouterMetrics

    init() {
        bridge = MetricsBridge(factory)
        metrics = RouterMetrics(build: BuildInformation(version: "1.2", sqlite: "3.40"), listener: bridge)
    }

    private func ask(_ number: Int) {
        func observe(_ at: Int64, _ kind: RouterEvent.Kind) {
            metrics.observe(RouterEvent(request: RequestID("r-\(number)"), at: Timestamp(microseconds: at), kind))
        }
        let attempt = PlannerAttempt(number: 1, planner: "gpt", model: "m")
        let reply = PlannerReply(text: "", model: "m", usage: TokenUsage(input: 10, output: 5))
        let source = PriceSource(entry: "m", match: .exact, validFrom: nil)
        let bill = Bill(
            Charge(
                model: "m", price: source, usage: reply.usage!, cost: Cost(amount: Money(usd: "0.1")!, status: .exact)))
        observe(0, .received(Request(id: RequestID("r-\(number)"), caller: Caller(tenant: "t"), question: "q")))
        observe(10, .attemptStarted(attempt))
        observe(
            900,
            .attemptEnded(
                attempt, .replied(reply, bill, .success(Plan(tool: "sql", arguments: [:]))),
                duration: .microseconds(890)
            ))
        let answer = Answer(request: "r", outcome: .clarification(.lowConfidence), tool: "sql", bill: bill)
        observe(1_000, .settled(answer))
    }

    private func push() {
        bridge.push(metrics.readings(of: Self.standing))
    }

    @Test func `counters get what was added since the last time, and together what the exposition says`() {
        let name = "counter toolrouter_requests_total{tool=sql,outcome=clarification}"
        push()
        ask(1)
        ask(2)
        push()
        push()
        ask(3)
        push()
        #expect(factory[name].integers == [2, 1])
        #expect(
            factory["counter toolrouter_tokens_input_total{planner=gpt,role=current,model=m,bucket=input}"].sum == 30)
        #expect(factory["counter toolrouter_requests_received_total"].integers == [2, 1])
        let money = factory["sum toolrouter_cost_estimate_usd_total{planner=gpt,role=current,model=m}"].doubles
        #expect(money == [0.2, 0.1])
        // What never happened is known, with nothing added.
        #expect(factory.all["counter toolrouter_errors_total{code=overloaded}"]?.integers == [])
    }

    @Test func `gauges get what they are each time, and build information is 1`() {
        push()
        push()
        #expect(factory["meter toolrouter_requests_in_flight"].integers == [0, 0])
        #expect(factory["meter toolrouter_build_info{version=1.2,sqlite=3.40}"].integers == [1, 1])
    }

    @Test func `times are handed on one by one as they are taken`() {
        ask(1)
        ask(2)
        #expect(
            factory["timer toolrouter_planner_latency_seconds{planner=gpt,role=current,result=reply}"].integers
                == [890_000, 890_000])
        #expect(
            factory["timer toolrouter_request_duration_seconds{outcome=clarification}"].integers
                == [1_000_000, 1_000_000])
        #expect(factory["timer toolrouter_overhead_seconds{outcome=clarification}"].integers == [110_000, 110_000])
        push()
        #expect(!factory.all.keys.contains { $0.contains("percentiles") })
    }

    @Test(.timeLimit(.minutes(20))) func `it pushes again and again, and once more at the end`() async {
        let scheduler = LiveScheduler()
        let name = "counter toolrouter_requests_received_total"
        let pushing = Task { [bridge, metrics] in
            await bridge.run(every: .milliseconds(2), on: scheduler) { metrics.readings(of: Self.standing) }
        }
        ask(1)
        while factory[name].sum < 1 { try? await Task.sleep(for: .milliseconds(1)) }
        ask(2)
        pushing.cancel()
        await pushing.value
        #expect(factory[name].sum == 2)
    }
}
