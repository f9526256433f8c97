import Testing

@testable import ToolRouter
@testable import ToolRouterServer

@Suite struct LabelBoundTests {
    private static func bill(_ model: String, entry: String?) -> Bill {
        let source = entry.map { PriceSource(entry: $0, match: .exact, validFrom: nil) }
        let cost = entry == nil ? Cost.missing : Cost(amount: Money(usd: "0.001")!, status: .exact)
        return Bill(Charge(model: model, price: source, usage: TokenUsage(input: 2, output: 1), cost: cost))
    }

    private static func totals(_ bills: [Bill]) -> Totals {
        var totals = Totals()
        let attempt = PlannerAttempt(number: 1, planner: "gpt", model: "m")
        for bill in bills {
            totals.observe(
                RouterEvent(
                    request: "r", at: Timestamp(nanoseconds: 0),
                    .lateReply(attempt, PlannerReply(text: "", model: "m", usage: bill.usage), bill)))
        }
        return totals
    }

    private static func samples(_ totals: Totals) throws -> [ExpositionSample] {
        try ExpositionSample.samples(
            of: Exposition.text(of: [
                MetricReadings(
                    build: BuildInformation(version: "1", sqlite: "3"), standing: RouterStanding(planners: ["gpt"]),
                    totals: totals, latencies: Latencies())
            ]))
    }

    @Test func `10,000 invented models are one label, and their tokens are all there`() throws {
        let samples = try Self.samples(Self.totals((0..<10_000).map { Self.bill("invented-\($0)", entry: nil) }))
        let models = Set(samples.compactMap { $0.labels["model"] })
        #expect(models == ["other"])
        #expect(samples.sum("toolrouter_tokens_input_total") == .count(20_000))
        #expect(samples.sum("toolrouter_billed_calls_total", ["cost_status": "missing"]) == .count(10_000))
        #expect(samples.sum("toolrouter_cost_estimate_usd_total") == .zero)
    }

    @Test
    func `10,000 models that the catalogue knows are 100 labels and one for the others, and their cost is all there`()
        throws
    {
        let bills = (0..<10_000).map { Self.bill("m", entry: "known-\($0)") }
        let samples = try Self.samples(Self.totals(bills + bills.reversed()))
        let costs = samples.filter { $0.name == "toolrouter_cost_estimate_usd_total" }
        #expect(costs.count == 101)
        #expect(costs.contains { $0.labels["model"] == "known-99" })
        #expect(!costs.contains { $0.labels["model"] == "known-100" })
        #expect(samples.sum("toolrouter_cost_estimate_usd_total") == Money(usd: "20"))
        #expect(samples.sum("toolrouter_cost_estimate_usd_total", ["model": "other"]) == Money(usd: "19.8"))
    }

    @Test func `a model is named by the catalogue's entry, and a name without end is other`() throws {
        let long = String(repeating: "x", count: 129)
        let samples = try Self.samples(
            Self.totals([Self.bill("openai/gpt-4o-2024-08-06", entry: "gpt-4o"), Self.bill("m", entry: long)]))
        #expect(Set(samples.compactMap { $0.labels["model"] }) == ["gpt-4o", "other"])
    }

    @Test func `10,000 tools are 32 and one for the others`() throws {
        var totals = Totals()
        for number in 0..<10_000 {
            let answer = Answer(
                request: "r", outcome: .clarification(.noTool), tool: ToolName("tool-\(number)"), bill: CostMeter().bill
            )
            totals.observe(RouterEvent(request: "r", at: Timestamp(nanoseconds: 0), .settled(answer)))
        }
        let samples = try Self.samples(totals)
        #expect(Set(samples.compactMap { $0.labels["tool"] }).count == 33)
        #expect(samples.sum("toolrouter_requests_total", ["outcome": "clarification"]) == .count(10_000))
    }

    @Test func `no more than 128 planners are timed`() {
        var latencies = Latencies()
        for number in 0..<1_000 {
            let attempt = PlannerAttempt(number: 1, planner: PlannerName("p\(number)"), model: "m")
            let failure = AttemptOutcome.failed(RouterError(.plannerTimeout, at: .plan, "late"), nil)
            _ = latencies.observe(
                RouterEvent(
                    request: "r", at: Timestamp(nanoseconds: 0), .attemptEnded(attempt, failure, duration: .seconds(1)))
            )
        }
        #expect(latencies.histograms(of: .planner).count == 128)
    }
}
