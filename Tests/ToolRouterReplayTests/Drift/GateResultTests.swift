import Testing
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouter
@testable import ToolRouterReplay

struct GateResultTests {
    /// The figures of one side.
    struct Figures: Sendable {
        var cost = "0"
        var p95: Int64 = 0
        var hits = 0
        var misses = 0
        var strict = 0
        var spider = 0
        var total = 0

        /// As a golden's `totals.json`.
        func golden() throws -> GoldenTotals {
            let accuracy =
                total == 0
                ? "{}" : #"{"main":{"strict":\#(strict),"spider":\#(spider),"errors":0,"total":\#(total)}}"#
            let json = """
                {"version":1,"planner":{"cost_usd":\(cost)},"latency_us":{"p95":\(p95)},\
                "cache":{"hits":\(hits),"misses":\(misses)},"accuracy":\(accuracy)}
                """
            return try JSONLineReader().read(from: LineReader.Line(whole: Array(json.utf8)))
        }

        /// As the totals of a run.
        func run() -> RunTotals {
            var totals = Totals()
            func tell(_ kind: RouterEvent.Kind) {
                totals.observe(RouterEvent(request: "r", at: Timestamp(nanoseconds: 0), kind))
            }
            let key = CacheKey.of("q")
            for _ in 0..<hits { tell(.recalled(.hit(key, age: .zero))) }
            for _ in 0..<misses { tell(.recalled(.miss)) }
            let bill = Bill(usage: TokenUsage(), cost: Cost(amount: Money(usd: cost), status: .exact))
            let attempt = PlannerAttempt(number: 1, planner: "main", model: "m")
            let reply = PlannerReply(text: "", model: "m", usage: TokenUsage())
            tell(.attemptEnded(attempt, .replied(reply, bill, .success(Plan(tool: .sql))), duration: .zero))
            var accuracy = Accuracy()
            accuracy.strict = strict
            accuracy.spider = spider
            accuracy.total = total
            return RunTotals(
                planner: PlannerName("main"), totals: totals, latency: LatencyPercentiles(p95 == 0 ? [] : [p95]),
                accuracy: total == 0 ? [] : [(planner: PlannerName("main"), accuracy: accuracy)])
        }
    }

    /// A gate and how it judges a run.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let metric: Gate.Metric
        let bound: String
        let golden: Figures
        let run: Figures
        let isPassed: Bool

        init(
            _ name: String, _ metric: Gate.Metric, _ bound: String, _ golden: Figures, _ run: Figures, _ isPassed: Bool
        ) {
            testDescription = name
            self.metric = metric
            self.bound = bound
            self.golden = golden
            self.run = run
            self.isPassed = isPassed
        }
    }

    static let rows: [Row] = [
        Row("the same cost", .costUSD, "0", .init(cost: "1.5"), .init(cost: "1.5"), true),
        Row("cost at the bound", .costUSD, "2%", .init(cost: "1"), .init(cost: "1.02"), true),
        Row("cost 10⁻¹² over it", .costUSD, "2%", .init(cost: "1"), .init(cost: "1.020000000001"), false),
        Row("less cost", .costUSD, "0", .init(cost: "1"), .init(cost: "0.5"), true),
        Row(
            "sums beyond 128 bits", .costUSD, "2%", .init(cost: "170141183460469"), .init(cost: "170141183460469"),
            true),
        Row("a fortune more", .costUSD, "100", .init(cost: "1"), .init(cost: "170141183460469"), false),
        Row("cost from nothing", .costUSD, "100", .init(cost: "0"), .init(cost: "0.000000000001"), false),
        Row("no cost either way", .costUSD, "0", .init(), .init(), true),
        Row("cost doubled where 100 % more is allowed", .costUSD, "1", .init(cost: "2"), .init(cost: "4"), true),

        Row("latency at the bound", .latencyP95, "10%", .init(p95: 1_000), .init(p95: 1_100), true),
        Row("latency 1 µs over it", .latencyP95, "10%", .init(p95: 1_000), .init(p95: 1_101), false),
        Row("a bound between two microseconds", .latencyP95, "10%", .init(p95: 15), .init(p95: 16), true),
        Row("above a bound between two", .latencyP95, "10%", .init(p95: 15), .init(p95: 17), false),

        Row(
            "a hit ratio at the bound", .cacheHitRatio, "0.02", .init(hits: 50, misses: 50),
            .init(hits: 48, misses: 52), true),
        Row(
            "a hit ratio below it", .cacheHitRatio, "0.02", .init(hits: 50, misses: 50), .init(hits: 47, misses: 53),
            false),
        Row("a better hit ratio", .cacheHitRatio, "0", .init(hits: 1, misses: 9), .init(hits: 9, misses: 1), true),
        Row("no question to the cache on either side", .cacheHitRatio, "0", .init(), .init(), false),
        Row("no question to the cache any more", .cacheHitRatio, "1", .init(hits: 1), .init(), false),
        Row("no question to the cache before", .cacheHitRatio, "1", .init(), .init(hits: 1), false),

        Row("as accurate", .accuracyStrict, "0", .init(strict: 7, total: 10), .init(strict: 7, total: 10), true),
        Row(
            "as accurate among more", .accuracyStrict, "0", .init(strict: 7, total: 10), .init(strict: 70, total: 100),
            true),
        Row(
            "one less right", .accuracyStrict, "0", .init(strict: 700, total: 1_000), .init(strict: 699, total: 1_000),
            false),
        Row(
            "one less right, allowed", .accuracyStrict, "0.001", .init(strict: 700, total: 1_000),
            .init(strict: 699, total: 1_000), true),
        Row(
            "strict looks at strict alone", .accuracyStrict, "0", .init(strict: 1, spider: 9, total: 10),
            .init(strict: 1, total: 10), true),
        Row(
            "spider looks at spider", .accuracySpider, "0", .init(spider: 9, total: 10), .init(spider: 8, total: 10),
            false),
        Row("no right answers known on either side", .accuracyStrict, "0", .init(), .init(), false),
        Row("no right answers known any more", .accuracyStrict, "1", .init(strict: 1, total: 1), .init(), false),
    ]

    /// What requests cost, nil where it is unknown, and what the gate says of the golden's cost of 1 USD.
    @Test(
        arguments: [
            (["0.5", nil], "1", "the cost is unknown: 1 call has no price or no usage, of r-1"),
            (
                [nil, "0.5", nil], "null",
                "the cost is unknown, and so is the golden's: 2 calls have no price or no usage, of r-0, r-2"
            ),
            (["0.5"], "null", "the golden's cost is unknown: it has calls without a price or without usage"),
            (
                [String?](repeating: nil, count: 12), "1",
                "the cost is unknown: 12 calls have no price or no usage, of r-0, r-1, r-2, r-3, r-4, r-5, r-6, r-7, r-8, r-9 and others"
            ),
        ] as [([String?], String, String)])
    func `an unknown cost fails, and says which requests`(costs: [String?], golden: String, words: String) throws {
        var totals = Totals()
        for (number, cost) in costs.enumerated() {
            totals.observe(
                RouterEvent(
                    request: RequestID("r-\(number)"), at: Timestamp(nanoseconds: 0),
                    .replied(nil, cost)))
        }
        let run = RunTotals(
            planner: PlannerName("main"), totals: totals, latency: LatencyPercentiles([]), accuracy: [])
        let gate = Gate(metric: .costUSD, direction: .maxIncrease(Ratio("100")!))
        let result = GateResult(gate, golden: try Figures(cost: golden).golden(), run: run)
        #expect(!result.isPassed)
        #expect(result.words == words)
    }

    @Test(arguments: rows)
    func `judges`(row: Row) throws {
        let bound = try #require(Ratio(row.bound))
        let isCost = row.metric == .costUSD || row.metric == .latencyP95
        let gate = Gate(metric: row.metric, direction: isCost ? .maxIncrease(bound) : .maxDrop(bound))
        let result = GateResult(gate, golden: try row.golden.golden(), run: row.run.run())
        #expect(result.isPassed == row.isPassed, "\(result.words)")
        #expect(result.name == gate.metric.rawValue)
        #expect(!result.words.isEmpty)
    }

    @Test func `says both figures and the bound`() throws {
        let gate = Gate(metric: .costUSD, direction: .maxIncrease(Ratio("2%")!))
        let result = GateResult(gate, golden: try Figures(cost: "1").golden(), run: Figures(cost: "1.03").run())
        #expect(result.words == "golden 1 USD, now 1.03 USD, at most 2.0 % more")
    }

    @Test func `an estimate is judged, and said to be one`() throws {
        var totals = Totals()
        for _ in 0..<2 {
            totals.observe(
                RouterEvent(request: "r", at: Timestamp(nanoseconds: 0), .replied(TokenUsage(), "0.5", .estimated)))
        }
        let run = RunTotals(
            planner: PlannerName("main"), totals: totals, latency: LatencyPercentiles([]), accuracy: [])
        let gate = Gate(metric: .costUSD, direction: .maxIncrease(Ratio("2%")!))
        let result = GateResult(gate, golden: try Figures(cost: #"1,"estimated_replies":1"#).golden(), run: run)
        #expect(result.isPassed)
        #expect(
            result.words
                == "golden 1 USD, now 1 USD, at most 2.0 % more; the golden's cost is an estimate for 1 reply; "
                + "the cost now is an estimate for 2 replies")
        #expect(totals.costStatus == .estimated)
    }

    @Test func `every metric has a row`() {
        #expect(Set(Self.rows.map(\.metric)) == Set(Gate.Metric.allCases))
    }
}

/// How a gate on a candidate judges pairs.
struct ShadowGateResultTests {
    private static let gate = ShadowGate(
        candidate: "mini", alpha: Ratio(millionths: 50_000), margin: Ratio(millionths: 20_000))

    @Test(arguments: [
        (PairedOutcomes(both: 900, onlyCurrent: 2, onlyCandidate: 3, neither: 95), GateResult.Outcome.passed),
        (PairedOutcomes(both: 60, onlyCurrent: 30, onlyCandidate: 5, neither: 5), .failed),
        (PairedOutcomes(both: 10), .inconclusive), (PairedOutcomes(notComparable: 5), .inconclusive),
    ])
    func `pairs pass, fail or are too few`(pairs: PairedOutcomes, outcome: GateResult.Outcome) {
        let result = GateResult(Self.gate, pairs, wasAsked: true)
        #expect(result.outcome == outcome && result.name == "shadow.mini" && !result.words.isEmpty, "\(result.words)")
        #expect(result.isPassed == (outcome == .passed))
    }

    @Test func `says what is compared, and what to do where nothing is`() {
        let pairs = PairedOutcomes(both: 60, onlyCurrent: 30, onlyCandidate: 5, neither: 5, notComparable: 2)
        #expect(
            GateResult(Self.gate, pairs, wasAsked: true).words
                == "strictly right 65 of 100, the planner 90: -25.0 points, at least -33.9 and at most -16.1, each at "
                + "95.0 %; allowed are 2.0 % less; 2 not comparable")
        #expect(GateResult(Self.gate, nil, wasAsked: true).words.hasPrefix("there is no request"))
        #expect(GateResult(Self.gate, nil, wasAsked: false).words.contains("replay with --shadow mini"))
    }
}
