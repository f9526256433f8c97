import ToolRouter
import ToolRouterFormats

/// What became of one gate.
package struct GateResult: Sendable {
    /// Whether the figure kept to its bound, or whether there is too little to say.
    package enum Outcome: String, Hashable, CaseIterable, Sendable { case passed, failed, inconclusive }

    /// The gate, as the scenario calls it: a metric, a policy on cases, or `shadow.` and a candidate.
    package let name: String
    /// What became of it.
    package let outcome: Outcome
    /// The figures that are compared and the bound, for a person.
    package let words: String

    /// Whether the figure kept to its bound.
    package var isPassed: Bool { outcome == .passed }

    init(name: String, outcome: Outcome, words: String) {
        (self.name, self.outcome, self.words) = (name, outcome, words)
    }

    /// Judges `gate` by the totals of the golden and of the run; what either side can't measure fails.
    init(_ gate: Gate, golden: GoldenTotals, run: RunTotals) {
        name = gate.metric.rawValue
        let planner = run.planner.text
        let isPassed: Bool
        switch gate.metric {
        case .costUSD:
            if let before = golden.cost, let now = run.totals.knownCost {
                let (judgement, figures) = Self.judge(
                    gate, before.yoctodollars, now.yoctodollars, "\(before.usdText) USD", "\(now.usdText) USD")
                (isPassed, words) = (judgement, figures + Self.estimates(golden, run.totals))
            } else {
                (isPassed, words) = (false, Self.unknownCost(golden, run.totals))
            }
        case .latencyP95:
            let (before, now) = (golden.latencyP95Microseconds, run.latency.p95)
            (isPassed, words) = Self.judge(gate, Int128(before), Int128(now), "\(before) µs", "\(now) µs")
        case .cacheHitRatio:
            (isPassed, words) = Self.judge(
                gate, Ratio(golden.cacheHits, of: golden.cacheHits + golden.cacheMisses), run.totals.cacheHitRatio)
        case .accuracyStrict:
            let (judgement, figures) = Self.judge(
                gate, golden.accuracy[planner].flatMap { Ratio($0.strict, of: $0.total) },
                run.currentAccuracy.flatMap { Ratio($0.strict, of: $0.total) })
            (isPassed, words) = (judgement, figures + Self.unknown(run.currentAccuracy))
        case .accuracySpider:
            let (judgement, figures) = Self.judge(
                gate, golden.accuracy[planner].flatMap { Ratio($0.spider, of: $0.total) },
                run.currentAccuracy.flatMap { Ratio($0.spider, of: $0.total) })
            (isPassed, words) = (judgement, figures + Self.unknown(run.currentAccuracy))
        }
        outcome = isPassed ? .passed : .failed
    }

    /// Says of a gate that there is nothing to judge the run by.
    init(unknownGolden gate: Gate) {
        name = gate.metric.rawValue
        outcome = .inconclusive
        words =
            "the answers that were recorded with the traffic have no totals; make this run the golden with "
            + "`toolrouter accept`"
    }

    /// Judges a candidate by the requests that both planners were judged by; no golden has a part in it.
    ///
    /// - Parameter pairs: how often each was strictly right; nil where the candidate was not asked, or nothing is known to be
    ///   right.
    init(_ gate: ShadowGate, _ pairs: PairedOutcomes?, wasAsked: Bool) {
        name = gate.name
        guard let pairs, pairs.total > 0 else {
            outcome = .inconclusive
            let candidate = Excerpt.of(gate.candidate.text)
            words =
                wasAsked
                ? "there is no request of which both planners' answers can be compared with an expected one"
                : "the candidate was not asked: replay with --shadow \(candidate), or name it under `shadow`"
            return
        }
        let judged = pairs.nonInferiority(alpha: gate.alpha, margin: gate.margin)
        switch judged.answer {
        case .notWorse: outcome = .passed
        case .worse: outcome = .failed
        case .inconclusive: outcome = .inconclusive
        }
        let level = FixedDigits.percent(1 - gate.alpha.value)
        var words = "strictly right \(pairs.candidate) of \(pairs.total), the planner \(pairs.current): "
        words +=
            "\(FixedDigits.points(pairs.difference ?? 0)) points, at least \(FixedDigits.points(judged.bounds.lower)) and at most "
            + "\(FixedDigits.points(judged.bounds.upper)), each at \(level); allowed are \(FixedDigits.percent(gate.margin.value)) less"
        if outcome == .inconclusive { words += "; more requests would tell" }
        words += pairs.leftOut
        self.words = words
    }

    /// What a budget left without a verdict counts as not right here.
    private static func unknown(_ accuracy: Accuracy?) -> String {
        accuracy.map { $0.notComparable > 0 ? "; \($0.notComparable) now not comparable" : "" } ?? ""
    }

    /// Which of the two costs are estimates.
    private static func estimates(_ golden: GoldenTotals, _ now: Totals) -> String {
        func replies(_ count: Int) -> String { count == 1 ? "1 reply" : "\(count) replies" }
        var words = ""
        if golden.estimatedReplies > 0 {
            words += "; the golden's cost is an estimate for \(replies(golden.estimatedReplies))"
        }
        if now.estimatedReplies > 0 {
            words += "; the cost now is an estimate for \(replies(now.estimatedReplies))"
        }
        return words
    }

    /// Why the cost can't be judged, and which requests of the run are to blame.
    private static func unknownCost(_ golden: GoldenTotals, _ now: Totals) -> String {
        guard now.unpricedReplies > 0 else {
            return "the golden's cost is unknown: it has calls without a price or without usage"
        }
        let calls = now.unpricedReplies == 1 ? "1 call has" : "\(now.unpricedReplies) calls have"
        let names = now.firstUnpriced.map { Excerpt.of($0.text) }.joined(separator: ", ")
        let more = now.firstUnpriced.count == Totals.mostUnpriced && now.unpricedReplies > Totals.mostUnpriced
        let golden = golden.cost == nil ? ", and so is the golden's" : ""
        return "the cost is unknown\(golden): \(calls) no price or no usage, of \(names)\(more ? " and others" : "")"
    }

    private static func judge(_ gate: Gate, _ before: Ratio?, _ now: Ratio?) -> (Bool, String) {
        guard let before, let now else {
            return (false, "there is nothing to measure in the golden or the run")
        }
        return judge(
            gate, Int128(before.millionths), Int128(now.millionths), before.decimalText, now.decimalText)
    }

    private static func judge(
        _ gate: Gate, _ before: Int128, _ now: Int128, _ beforeText: String, _ nowText: String
    ) -> (Bool, String) {
        let million: Int128 = 1_000_000
        let figures = "golden \(beforeText), now \(nowText)"
        switch gate.direction {
        case .maxIncrease(let bound):
            // Amounts can be so large that the products do not fit 128 bits.
            let most = before.multipliedFullWidth(by: million + Int128(bound.millionths))
            let scaled = now.multipliedFullWidth(by: million)
            return (
                (scaled.high, scaled.low) <= (most.high, most.low),
                "\(figures), at most \(Percent.text(bound)) more"
            )
        case .maxDrop(let bound):
            let (drop, overflow) = before.subtractingReportingOverflow(now)
            return (
                overflow ? before < 0 : drop <= Int128(bound.millionths),
                "\(figures), at most \(bound.decimalText) less"
            )
        }
    }
}
