import SQLSandbox
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterReplay

@Suite struct FaultPlanTests {
    private static let everything = """
          - {name: slow, target: planner, kind: latency, delay: 1500ms, jitter: 2s, odds: 5%, window: {from: 90s, to: 5m}}
          - {name: stuck, target: shadow, kind: hang, window: {to: 1h}, tenant: emea, user: u-1}
          - {name: busy, target: planner, kind: error, status: 429, retry_after: 2s, after: 30ms}
          - {name: lost, target: shadow.next, kind: error, cause: connection}
          - {name: late, target: shadow.a.b, kind: error, cause: timeout, question: "Out  of Stock"}
          - {name: locked, target: tool.sql, kind: error, code: database_busy}
          - {name: prose, target: planner, kind: malformed, text: "é\\0\\"\\n"}
          - {name: "silent: #1", target: planner, kind: malformed, text: ''}
          - {name: broken, target: planner, kind: malformed, odds: 1/3}
          - {name: greedy, target: planner, kind: unsafe_sql, sql: "SELECT * FROM secret", odds: 0}
          - {name: any, target: tool, kind: hang, window: {from: 1s}}
          - {name: gone, target: store, kind: error, cause: refused, after: 1ms}
          - {name: behind, target: limiter, kind: stale}
          - {name: spoilt, target: store, kind: wrong, odds: 1/2}
        """

    @Test func `the canonical form is a plan that means the same`() throws {
        let plan = try FaultPlan.test(Self.everything)
        let again = try FaultPlan(yaml: plan.json, file: "canonical")
        #expect(again.json == plan.json)
        #expect(again.digest == plan.digest)
        #expect(
            plan.rules.map(\.kind) == [
                "latency", "hang", "error", "error", "error", "error", "malformed", "malformed", "malformed",
                "unsafe_sql",
                "hang", "error", "stale", "wrong",
            ])
        #expect(
            plan.rules.map(\.target.text) == [
                "planner", "shadow", "planner", "shadow.next", "shadow.a.b", "tool.sql", "planner", "planner",
                "planner",
                "planner", "tool", "store", "limiter", "store",
            ])
        #expect(plan.digest.count == 16)
    }

    /// A rule as values, and as a file has it.
    struct Row: Sendable, CustomTestStringConvertible {
        let rule: FaultRule
        let yaml: String
        var testDescription: String { yaml }
    }

    static let rows: [Row] =
        [
            Row(
                rule: FaultRule(
                    name: "a", target: .planner, fault: LatencyFault(delay: .milliseconds(1_500), jitter: .seconds(2)),
                    window: FaultWindow(from: .seconds(90), to: .seconds(300)), odds: Odds(1, in: 20)!),
                yaml: "{name: a, target: planner, kind: latency, delay: 1500ms, jitter: 2s, odds: 5%, "
                    + "window: {from: 90s, to: 5m}}"),
            Row(
                rule: FaultRule(name: "a", target: .tool(nil), fault: LatencyFault(delay: .seconds(1))),
                yaml: "{name: a, target: tool, kind: latency, delay: 1s}"),
            Row(
                rule: FaultRule(
                    name: "a", target: .shadow(nil), fault: HangFault(), window: FaultWindow(to: .seconds(3_600)),
                    filter: FaultFilter(tenant: "emea", user: "u-1", question: "Out  of Stock")),
                yaml: "{name: a, target: shadow, kind: hang, window: {to: 1h}, tenant: emea, user: u-1, "
                    + "question: Out of Stock}"),
            Row(
                rule: FaultRule(
                    name: "a", target: .planner,
                    fault: ErrorFault(.http(status: 429, retryAfter: .seconds(2)), after: .milliseconds(30))),
                yaml: "{name: a, target: planner, kind: error, status: 429, retry_after: 2s, after: 30ms}"),
            Row(
                rule: FaultRule(name: "a", target: .shadow("next"), fault: ErrorFault(.connection)),
                yaml: "{name: a, target: shadow.next, kind: error, cause: connection}"),
            Row(
                rule: FaultRule(name: "a", target: .planner, fault: ErrorFault(.timeout), odds: .never),
                yaml: "{name: a, target: planner, kind: error, cause: timeout, odds: 0}"),
            Row(
                rule: FaultRule(name: "a", target: .tool(.sql), fault: ErrorFault(.tool(.databaseBusy))),
                yaml: "{name: a, target: tool.sql, kind: error, code: database_busy}"),
            Row(
                rule: FaultRule(name: "a", target: .planner, fault: MalformedFault(text: "no plan")),
                yaml: "{name: a, target: planner, kind: malformed, text: no plan}"),
            Row(
                rule: FaultRule(name: "a", target: .planner, fault: MalformedFault()),
                yaml: "{name: a, target: planner, kind: malformed}"),
            Row(
                rule: FaultRule(name: "a", target: .planner, fault: UnsafeSQLFault(sql: "SELECT * FROM secret")),
                yaml: "{name: a, target: planner, kind: unsafe_sql, sql: SELECT * FROM secret}"),
            Row(
                rule: FaultRule(name: "a", target: .planner, fault: UnsafeSQLFault()),
                yaml: "{name: a, target: planner, kind: unsafe_sql}"),
            Row(
                rule: FaultRule(
                    name: "a", target: .limiter, fault: ErrorFault(.refused, after: .milliseconds(1)),
                    odds: Odds(1, in: 3)!
                ),
                yaml: "{name: a, target: limiter, kind: error, cause: refused, after: 1ms, odds: 1/3}"),
            Row(
                rule: FaultRule(name: "a", target: .limiter, fault: StaleFault()),
                yaml: "{name: a, target: limiter, kind: stale}"),
            Row(
                rule: FaultRule(name: "a", target: .store, fault: WrongFault()),
                yaml: "{name: a, target: store, kind: wrong}"),
        ] + more

    private static func row(_ target: FaultTarget, _ fault: any Fault, _ yaml: String) -> Row {
        Row(
            rule: FaultRule(name: "a", target: target, fault: fault),
            yaml: "{name: a, target: \(target.text), kind: \(type(of: fault).kind)\(yaml.isEmpty ? "" : ", " + yaml)}")
    }

    private static let more = [
        row(
            .store, LatencyFault(median: .milliseconds(20), p99: .seconds(1)),
            "distribution: log_normal, median: 20ms, p99: 1000ms"),
        row(.planner, LatencyFault(delay: .seconds(1)), "delay: 1s, distribution: fixed"),
        row(
            .planner, LatencyFault(delay: .seconds(1), jitter: .seconds(2)),
            "delay: 1s, jitter: 2s, distribution: uniform"),
        row(.planner, SlowDripFault(.perToken(.milliseconds(20))), "per_token: 20ms"),
        row(.tool(.sql), SlowDripFault(.chunks(3, every: .seconds(1))), "chunks: 3, every: 1s"),
        row(.planner, ResetFault(billed: .yes), "billed: true"), row(.store, ResetFault(), ""),
        row(.planner, TruncatedFault(), ""), row(.planner, TruncatedFault(finish: .stop), "finish: stop"),
        row(.planner, WrongSchemaFault(), ""), row(.planner, WrongSchemaFault(json: "[]"), "json: '[]'"),
        row(.planner, ProseFault(text: "Well."), "text: Well."),
        row(.planner, RefusalFault(.filter), "what: filter"),
        row(.planner, LowConfidenceFault(), "confidence: 0"),
        row(.planner, LowConfidenceFault(confidence: Ratio(millionths: 250_000)), "confidence: 25%"),
        row(.planner, HallucinatedFault(.column), "what: column"), row(.planner, EndlessSQLFault(.join), "what: join"),
        row(.planner, HugeResultFault(.bytes), "what: bytes"), row(.planner, UsageFault(.missing), "what: missing"),
        row(.shadow(nil), DuplicatedFault(), ""), row(.planner, LateFault(), "by: 1s"),
        row(.planner, LateFault(by: .seconds(2)), "by: 2s"), row(.store, OtherTenantFault(), ""),
        row(.limiter, PartitionFault(carriedOut: true), "carried_out: true"),
        row(.database, SQLiteFault(.corrupt), "code: corrupt"), row(.audit, DiskFullFault(), ""),
        row(.audit, HangFault(), ""), row(.clock, JumpFault(by: .seconds(-90)), "by: -90s"),
        row(.clock, DriftFault(rate: Ratio(millionths: 10_000)), "rate: 1%"),
        row(.clock, DriftFault(rate: Ratio(millionths: -50)), "rate: -50ppm"), row(.callers, BurstFault(), ""),
        row(.callers, BurstFault(copies: 5), "copies: 5"),
        row(.callers, HangUpFault(after: .milliseconds(200)), "after: 200ms"),
        Row(
            rule: FaultRule(
                name: "a", target: .planner, fault: HangFault(),
                leadsTo: FaultConsequence(
                    outcomes: [.failed, .answered], codes: [.plannerTimeout], sources: [.rules],
                    degradations: [nil, .plannerFailed])),
            yaml:
                "{name: a, target: planner, kind: hang, leads_to: {outcome: [failed, answered], code: planner_timeout, "
                + "source: [rules], degraded: [none, planner_failed]}}"),
    ]

    @Test(arguments: rows)
    func `a rule made of values is the one a file has`(row: Row) throws {
        let plan = FaultPlan(rules: [row.rule])
        let file = try FaultPlan.test("  - " + row.yaml)
        #expect(plan.json == file.json)
        #expect(plan.digest == file.digest)
    }

    @Test func `every kind of fault can be made of values`() {
        let made = Set(Self.rows.map(\.rule.kind))
        #expect(made == Set(FaultKinds.all.map { $0.kind }))
    }

    @Test func `a kind knows whose calls it can spoil`() {
        let targets: [FaultTarget] = [.planner, .shadow("next"), .tool(.sql), .store, .limiter]
        func fitting(_ fault: any Fault) -> [Bool] { targets.map(fault.fits) }
        #expect(fitting(HangFault()) == [true, true, true, true, true])
        #expect(fitting(MalformedFault()) == [true, true, false, false, false])
        #expect(fitting(StaleFault()) == [false, false, false, true, true])
        #expect(fitting(ErrorFault(.http(status: 500))) == [true, true, false, false, false])
        #expect(fitting(ErrorFault(.timeout)) == [true, true, false, true, true])
        #expect(fitting(ErrorFault(.refused)) == [false, false, false, true, true])
        #expect(fitting(ErrorFault(.tool(.sqlFailed))) == [false, false, true, false, false])
    }

    @Test func `what a rule must lead to is said and no part of the digest, since it changes no answer`() throws {
        let plain = try FaultPlan.test("  - {name: a, target: planner, kind: hang}")
        let said = try FaultPlan.test("  - {name: a, target: planner, kind: hang, leads_to: {code: planner_timeout}}")
        #expect(plain.digest == said.digest && plain.json != said.json)
    }

    private static let one = "  - {name: a, target: planner, kind: latency, delay: 1s}"

    @Test(arguments: [
        "  - {kind: latency, delay: 1000ms, target: planner, name: 'a'}",
        "  # a comment\n  - name: a\n    target: planner\n    kind: latency\n    delay: 1s\n    odds: 100%",
        "  - {name: a, target: planner, kind: latency, delay: 1s, window: {from: 0s}}",
    ])
    func `plans that mean the same have the same digest`(rules: String) throws {
        #expect(try FaultPlan.test(rules).digest == FaultPlan.test(Self.one).digest)
    }

    @Test(arguments: [
        "  - {name: b, target: planner, kind: latency, delay: 1s}",
        "  - {name: a, target: shadow, kind: latency, delay: 1s}",
        "  - {name: a, target: planner, kind: hang}",
        "  - {name: a, target: planner, kind: latency, delay: 2s}",
        "  - {name: a, target: planner, kind: latency, delay: 1s, jitter: 1s}",
        "  - {name: a, target: planner, kind: latency, delay: 1s, odds: 1/2}",
        "  - {name: a, target: planner, kind: latency, delay: 1s, window: {to: 1s}}",
        "  - {name: a, target: planner, kind: latency, delay: 1s, tenant: emea}",
        "  - {name: a, target: planner, kind: latency, delay: 1s, user: u-1}",
        "  - {name: a, target: planner, kind: latency, delay: 1s, question: stock}",
        one + "\n  - {name: b, target: planner, kind: hang}",
    ])
    func `plans that mean something else have another one`(rules: String) throws {
        #expect(try FaultPlan.test(rules).digest != FaultPlan.test(Self.one).digest)
    }

    @Test func `the order of rules is part of a plan`() throws {
        let other = "  - {name: b, target: planner, kind: hang}"
        #expect(try FaultPlan.test(Self.one + "\n" + other).digest != FaultPlan.test(other + "\n" + Self.one).digest)
    }

    /// What a rule is refused for, and words of the message; the whole messages are in `BrokenInputs/messages.txt`.
    @Test(arguments: [
        ("target: shadow.nest, kind: hang", "did you mean `shadow.next`?"),
        ("target: tool.docs, kind: hang", "`tool.sql`"),
        ("target: shadow., kind: hang", "expected one of"),
        ("target: planner.gpt, kind: hang", "expected one of"),
        ("target: store.a, kind: hang", "`tool.sql`, `store`, `limiter`"),
    ])
    func `a target that the scenario lacks is refused with those it has`(rule: String, words: String) throws {
        var scenario = FaultTargets(candidates: ["next"])
        scenario.formUnion(FaultTargets(candidates: ["more"]))
        let error = #expect(throws: FileError.self) {
            try FaultPlan(yaml: "version: 1\nrules: [{name: a, \(rule)}]", file: "f", targets: scenario)
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.line == 2)
    }

    @Test(arguments: ["planner", "shadow", "shadow.next", "shadow.more", "tool", "tool.sql", "store", "limiter"])
    func `a target that the scenario has is taken`(target: String) throws {
        var scenario = FaultTargets(candidates: ["next"])
        scenario.formUnion(FaultTargets(candidates: ["more"]))
        let yaml = "version: 1\nrules: [{name: a, target: \(target), kind: hang}]"
        #expect(try FaultPlan(yaml: yaml, file: "f", targets: scenario).rules.count == 1)
    }

    @Test func `a store is a target where there is an answer cache`() throws {
        func targets(hasCache: Bool) -> FaultTargets { FaultTargets(candidates: [], hasCache: hasCache) }
        let yaml = "version: 1\nrules: [{name: a, target: store, kind: hang}]"
        #expect(throws: FileError.self) {
            try FaultPlan(yaml: yaml, file: "f", targets: targets(hasCache: false))
        }
        var both = targets(hasCache: false)
        both.formUnion(targets(hasCache: true))
        #expect(try FaultPlan(yaml: yaml, file: "f", targets: both).rules[0].target == .store)
    }

    @Test func `a plan says when all is well again, and then each of its rules has an end`() throws {
        let rules = """
              - {name: a, target: planner, kind: hang, window: {from: 1s, to: 5m}}
              - {name: b, target: tool, kind: hang, window: {to: 90s}}
            """
        let plan = try FaultPlan(yaml: "version: 1\nconverge: {within: 1500ms}\nrules:\n" + rules, file: "f")
        #expect(plan.convergence?.within == .milliseconds(1_500) && plan.end == .seconds(300))
        #expect(try FaultPlan(yaml: plan.json, file: "canonical").json == plan.json)
        // It changes no answer, so goldens do not go by it.
        #expect(plan.digest == (try FaultPlan.test(rules)).digest)
        #expect(try FaultPlan.test(rules).convergence == nil)
        #expect(try FaultPlan.test(Self.one).end == nil)
    }

    @Test(arguments: [
        (
            "converge: {within: 30s}", "window: {from: 1s}",
            "f:4:5: `rules[0]`: found a rule without an end, expected a `window` with `to`, since the plan says `converge`; "
                + "say when the rule ends, or remove `converge`"
        ),
        (
            "converge: {within: 0s}", "window: {to: 1s}",
            "f:2:20: `converge.within`: found \"0s\", expected a duration above 0 and at most 24h; correct the number"
        ),
        (
            "converge: {}", "window: {to: 1s}",
            "f:2:11: `converge.within`: found nothing, expected a time such as 30s; add the key `within`"
        ),
    ])
    func `a promise that can't be kept is an error at its place`(converge: String, window: String, message: String) {
        let error = #expect(throws: FileError.self) {
            _ = try FaultPlan(
                yaml: "version: 1\n\(converge)\nrules:\n  - {name: a, target: planner, kind: hang, \(window)}",
                file: "f")
        }
        #expect(error.map { "\($0)" } == message)
    }
}
