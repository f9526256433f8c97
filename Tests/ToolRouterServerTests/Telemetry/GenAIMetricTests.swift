import RouterTesting
import Testing
import ToolRouter
import ToolRouterSimulation

@testable import ToolRouterServer

@Suite struct GenAIMetricTests {
    /// The counters, and how often what was recorded in each histogram, with the labels of each series.
    private func recorded(_ world: SpanWorld) -> [String] {
        world.metrics.metrics.flatMap { metric in
            metric.series.map { labels, value in
                let labels = labels.pairs.map {
                    "\($0.name.split(separator: ".").suffix(2).joined(separator: "."))=\($0.value)"
                }
                let text =
                    switch value {
                    case .sum(let sum): "\(sum)"
                    case .histogram(let histogram): "\(histogram.count)× Σ\(histogram.sum)"
                    }
                return "\(metric.instrument.rawValue){\(labels.joined(separator: ","))} \(text)"
            }
        }
    }

    private static let call =
        "operation.name=chat,provider.name=openai,request.model=gpt-4o,response.model=model-a"

    @Test func `tokens and durations have the current names, and input counts the cached ones`() throws {
        let usage = TokenUsage(input: 800, cachedInput: 200, cacheWrite: 100, output: 60, reasoning: 40)
        let world = SpanWorld(.text(#"{"tool":"sql","sql":"SELECT 1"}"#, usage: usage))
        try world.ask(.asking())
        let tokens = "\(Self.call),token.modality=text,toolrouter.role=current"
        #expect(
            recorded(world) == [
                "gen_ai.client.inference.usage.input_tokens{\(tokens)} 1100",
                "gen_ai.client.inference.usage.output_tokens{\(tokens)} 100",
                "gen_ai.client.inference.usage.cache_read.input_tokens{\(tokens)} 200",
                "gen_ai.client.inference.usage.cache_write.input_tokens{\(tokens)} 100",
                "gen_ai.client.inference.usage.reasoning.output_tokens{\(tokens)} 40",
                "gen_ai.client.inference.operation.input_tokens{\(Self.call),toolrouter.role=current} 1× Σ1100",
                "gen_ai.client.inference.operation.output_tokens{\(Self.call),toolrouter.role=current} 1× Σ100",
                "gen_ai.client.inference.duration{\(Self.call),toolrouter.role=current} 1× Σ800000000",
                "gen_ai.execute_tool.duration{operation.name=execute_tool,tool.name=sql} 1× Σ30000000",
                "gen_ai.invoke_agent.duration{operation.name=invoke_workflow,workflow.name=toolrouter,toolrouter.outcome=answered} 1× Σ830000000",
            ])
    }

    @Test func `the older names are there when they are asked for`() throws {
        var options = TelemetryOptions()
        options.generations = [.older]
        let world = SpanWorld(.plan(), options: options)
        try world.ask(.asking())
        let call = "operation.name=chat,request.model=gpt-4o,response.model=model-a,gen_ai.system=openai"
        #expect(
            recorded(world) == [
                "gen_ai.client.token.usage{\(call),token.type=input,toolrouter.role=current} 1× Σ1000",
                "gen_ai.client.token.usage{\(call),token.type=output,toolrouter.role=current} 1× Σ100",
                "gen_ai.client.operation.duration{\(call),toolrouter.role=current} 1× Σ800000000",
                "gen_ai.workflow.duration{operation.name=invoke_workflow,workflow.name=toolrouter,toolrouter.outcome=answered} 1× Σ830000000",
            ])
    }

    @Test func `a failed call counts as one of no tokens, with its error`() throws {
        let world = SpanWorld(.http(400))
        try world.ask(.asking())
        let lines = recorded(world)
        let call = "operation.name=chat,provider.name=openai,request.model=gpt-4o"
        #expect(
            lines.contains(
                "gen_ai.client.inference.usage.input_tokens{\(call),token.modality=text,toolrouter.role=current} 0"))
        #expect(
            lines.contains(
                "gen_ai.client.inference.duration{error.type=provider_rejected,\(call),toolrouter.role=current} 1× Σ100000000"
            ))
        #expect(!lines.contains { $0.hasPrefix("gen_ai.client.inference.operation") })
    }

    @Test func `a reply without a number of tokens counts none, instead of zero`() throws {
        let world = SpanWorld(.text(#"{"tool":"sql","sql":"SELECT 1"}"#, usage: nil))
        try world.ask(.asking())
        #expect(!recorded(world).contains { $0.contains("_tokens{") })
        #expect(recorded(world).contains { $0.hasPrefix("gen_ai.client.inference.duration") })
    }

    @Test func `a model without a price is other, whatever it calls itself`() throws {
        let world = SpanWorld(.text(#"{"tool":"sql","sql":"SELECT 1"}"#, model: "gpt-4o-of-somebody"))
        try world.ask(.asking())
        #expect(recorded(world).contains { $0.contains("response.model=other") })
        #expect(!recorded(world).contains { $0.contains("somebody") })
    }

    @Test func `what a late reply and a candidate took is counted once, and apart`() throws {
        let late = SpanWorld(.plan(after: .seconds(25)).stubborn) { $0.retry.retries = 0 }
        try late.ask(.asking())
        let sums = recorded(late).filter { $0.hasPrefix("gen_ai.client.inference.usage.input_tokens") }
        #expect(sums.map { $0.split(separator: " ").last } == ["1000", "0"])
        let shadowed = SpanWorld(.plan(), candidate: .plan())
        try shadowed.ask(.asking())
        #expect(
            recorded(shadowed).filter { $0.hasPrefix("gen_ai.client.inference.usage.input_tokens") }.map {
                $0.contains("role=shadow")
            } == [true, false])
    }

    private static let metered = PlannerFailure.metered(.connection, TokenUsage(input: 300, output: 5))

    /// Worlds in which a call fails that is known to have taken 300 tokens in and 5 out, the calls by role that each makes,
    /// and how many tokens in they all took.
    private static let meteredFailures: [(name: String, make: @Sendable () -> SpanWorld, calls: Int, tokens: Int)] = [
        ("in time", { SpanWorld(.failure(metered)) { $0.retry.retries = 0 } }, 1, 300),
        ("late", { SpanWorld(.failure(metered, after: .seconds(25)).stubborn) { $0.retry.retries = 0 } }, 1, 300),
        ("a candidate's", { SpanWorld(.plan(), candidate: .failure(metered)) }, 2, 1_300),
        (
            "a candidate's, late", { SpanWorld(.plan(), candidate: .failure(metered, after: .seconds(50)).stubborn) },
            2, 1_300
        ),
    ]

    @Test(arguments: meteredFailures.indices)
    func `a failed call counts the tokens that are known of it, once`(index: Int) throws {
        let row = Self.meteredFailures[index]
        let world = row.make()
        try world.ask(.asking())
        var (tokens, calls) = (Int64(0), Int64(0))
        for metric in world.metrics.metrics {
            for (_, value) in metric.series {
                switch (metric.instrument, value) {
                case (.inputTokens, .sum(let sum)): tokens += sum
                case (.callDuration, .histogram(let histogram)): calls += Int64(histogram.count)
                default: break
                }
            }
        }
        #expect(tokens == row.tokens, "\(row.name)")
        #expect(calls == row.calls, "\(row.name)")
    }

    @Test func `the older names have the tokens of failed calls, too`() throws {
        var options = TelemetryOptions()
        options.generations = [.older]
        let world = SpanWorld(.failure(Self.metered), options: options) { $0.retry.retries = 0 }
        try world.ask(.asking())
        let lines = recorded(world).filter { $0.hasPrefix("gen_ai.client.token.usage") }
        #expect(lines.compactMap { $0.split(separator: " ").last } == ["Σ300", "Σ5"])
    }

    @Test(arguments: [(true, ["300"]), (false, [])])
    func `a joined call that failed counts where it is paid for`(pays: Bool, tokens: [String]) {
        let metrics = GenAIMetrics(TelemetryOptions())
        let bill = Bill(usage: TokenUsage(input: 300, output: 5), cost: .missing)
        let attempt = PlannerAttempt(number: 1, planner: "main", model: "gpt-4o")
        let error = RouterError(.providerUnreachable, at: .plan, "gone")
        metrics.observe(
            RouterEvent(
                request: "r-0", at: SpanWorld.start,
                .joinEnded(attempt, .failed(error, Self.metered, bill), duration: .seconds(1), pays: pays)))
        let sums = metrics.metrics.filter { $0.instrument == .inputTokens }.flatMap(\.series).map(\.value)
        #expect(sums == tokens.compactMap { Int64($0) }.map { .sum($0) })
        #expect(!metrics.metrics.contains { $0.instrument == .callDuration })
    }

    @Test func `a candidate that there is no money for was not called`() throws {
        let world = SpanWorld(.plan(), candidate: .plan(), candidateBudget: SpanCostTests.pittance)
        try world.ask(.asking())
        #expect(!recorded(world).contains { $0.contains("role=shadow") })
    }

    @Test func `the duration of requests that can't be told apart is not measured`() throws {
        let world = SpanWorld(.plan())
        try world.askAtOnce(.asking("One?"), .asking("Another?"))
        #expect(!recorded(world).contains { $0.hasPrefix("gen_ai.invoke_agent.duration") })
        #expect(world.metrics.unfollowed == 2)
        try world.ask(.asking("A third?"))
        #expect(recorded(world).contains { $0.hasPrefix("gen_ai.invoke_agent.duration") && $0.contains(" 1× ") })
    }

    @Test func `series beyond the bound are one`() {
        var table = MetricTable(mostSeries: 3)
        for number in 0..<10 { table.record(1, .inputTokens, MetricLabels(["model": "m\(number)"])) }
        let series = table.metrics[0].series
        #expect(series.count == 4)
        #expect(series.last?.labels == MetricLabels(["otel.metric.overflow": "true"]))
        #expect(series.last?.value == .sum(7))
    }

    @Test(arguments: [(0, 0), (10_000_000, 0), (10_000_001, 1), (81_920_000_000, 13), (81_920_000_001, 14), (-5, 0)])
    func `a duration belongs to the first bucket whose bound it does not exceed`(nanoseconds: Int64, bucket: Int) {
        var table = MetricTable(mostSeries: 1)
        table.record(nanoseconds, .callDuration, MetricLabels([:]))
        guard case .histogram(let histogram) = table.metrics[0].series[0].value else {
            Issue.record("no histogram")
            return
        }
        #expect(histogram.counts.count == 15)
        #expect(histogram.counts.firstIndex(of: 1) == bucket)
        #expect(histogram.sum == max(0, nanoseconds))
    }

    @Test func `a sum stays at the largest number`() {
        var table = MetricTable(mostSeries: 1)
        for _ in 0..<2 { table.record(.max, .inputTokens, MetricLabels([:])) }
        #expect(table.metrics[0].series[0].value == .sum(.max))
    }
}
