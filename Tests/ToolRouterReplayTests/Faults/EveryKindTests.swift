import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterReplay

/// Every kind of fault at every target that can suffer it: what a real router makes of it.
@Suite struct EveryKindTests {
    /// A rule, and how the four requests of the shop end; the third asks what the first asked.
    struct Row: Sendable, CustomTestStringConvertible {
        let target: String
        let kind: String
        var parameters = ""
        let endings: [String]
        var testDescription: String { "\(target): \(kind) \(parameters)" }

        init(_ target: String, _ kind: String, _ parameters: String = "", _ endings: String...) {
            self.target = target
            self.kind = kind
            self.parameters = parameters
            self.endings = endings.count == 1 ? Array(repeating: endings[0], count: 4) : endings
        }

        /// All of them end as if nothing had happened.
        static func unharmed(_ target: String, _ kind: String, _ parameters: String = "") -> Row {
            Row(target, kind, parameters, planned, planned, cached, planned)
        }

        /// All of them end as the next planner has it; what that planned first is found under its own key.
        static func planB(_ target: String, _ kind: String, _ parameters: String = "") -> Row {
            Row(target, kind, parameters, "~" + planned, "~" + planned, "~" + cached, "~" + planned)
        }

        static let planned = "answered planner"
        static let cached = "answered cache"

        var rule: String {
            "  - {name: a, target: \(target), kind: \(kind)\(parameters.isEmpty ? "" : ", " + parameters)}\n"
        }
    }

    static let rows: [Row] =
        planner + nextPlanner + shadow + tool + store + limiter + database + audit + clock + callers

    static let planner: [Row] = [
        .unharmed("planner", "latency", "delay: 2s"),
        .unharmed("planner", "latency", "distribution: log_normal, median: 200ms, p99: 2s"),
        .planB("planner", "latency", "delay: 45s"),
        .planB("planner", "hang", ""),
        .planB("planner", "error", "status: 503"),
        .planB("planner", "error", "status: 400"),
        .planB("planner", "reset", "billed: true"), .planB("planner", "reset", "billed: unknown"),
        .unharmed("planner", "slow_drip", "per_token: 10ms"),
        .planB("planner", "slow_drip", "chunks: 3, every: 20s"),
        .planB("planner", "late", "by: 100ms"),
        .planB("planner", "truncated", ""),
        .planB("planner", "malformed", ""), .planB("planner", "wrong_schema", ""),
        .planB("planner", "prose", ""), .planB("planner", "refusal", "what: text"),
        Row("planner", "refusal", "what: filter", "content_filtered"),
        Row("planner", "low_confidence", "", "clarification planner"),
        .unharmed("planner", "low_confidence", "confidence: 0.6"),
        Row("planner", "unsafe_sql", "sql: DROP TABLE customer", "sql_not_read_only"),
        Row("planner", "hallucinated", "what: table", "sql_unknown_table"),
        Row("planner", "hallucinated", "what: column", "sql_invalid"),
        Row("planner", "endless_sql", "what: recursion", "execution_budget"),
        Row("planner", "endless_sql", "what: join", "execution_budget"),
        Row("planner", "huge_result", "what: rows", "answered planner"),
        Row("planner", "huge_result", "what: bytes", "answered planner"),
        .unharmed("planner", "usage", "what: missing"), .unharmed("planner", "usage", "what: zero"),
        Row("planner", "usage", "what: absurd", "answered planner", "answered planner", "rate_limited", "rate_limited"),
        Row(
            "planner", "usage", "what: largest", "answered planner", "answered planner", "rate_limited", "rate_limited"),
        .unharmed("planner", "duplicated"),
    ]

    static let nextPlanner = [
        Row("planner.backup", "error", "status: 503", "provider_failed")
    ]

    static let shadow = [
        Row.unharmed("shadow", "hang"), .unharmed("shadow", "error", "status: 500"),
        .unharmed("shadow", "usage", "what: largest"),
        .unharmed("shadow.next", "unsafe_sql"), .unharmed("shadow", "late"), .unharmed("shadow", "endless_sql"),
    ]

    static let tool = [
        Row.unharmed("tool", "latency", "delay: 1s"), Row("tool", "hang", "", "deadline_exceeded"),
        Row("tool", "error", "code: database_busy", "database_busy"),
        .unharmed("tool.sql", "slow_drip", "chunks: 4, every: 100ms"),
    ]

    private static let missed = Row.planned

    static let store = [
        Row.unharmed("store", "latency", "delay: 5ms"), .unharmed("store", "slow_drip", "chunks: 4, every: 5ms"),
        Row("store", "hang", "", missed), Row("store", "error", "cause: refused", missed),
        Row("store", "reset", "", missed),
        Row("store", "partition", "", missed), Row("store", "wrong", "", missed),
        .unharmed("store", "stale"), Row("store", "other_tenant", "", missed),
    ]

    static let limiter = [
        "latency|delay: 5ms", "hang", "error|cause: connection", "reset", "partition", "stale", "wrong",
        "slow_drip|chunks: 9, every: 1ms",
    ]
    .map { words in
        let parts = words.split(separator: "|").map(String.init)
        return Row.unharmed("limiter", parts[0], parts.count > 1 ? parts[1] : "")
    }

    static let database = [
        Row("database", "sqlite", "code: busy", "database_busy"),
        Row("database", "sqlite", "code: ioerr", "database_unavailable"),
        Row("database", "sqlite", "code: corrupt", "database_unavailable"),
        Row("database", "sqlite", "code: full", "database_unavailable"),
    ]

    static let audit = [
        Row.unharmed("audit", "latency", "delay: 2s"), Row("audit", "hang", "", "audit_unavailable"),
        Row("audit", "latency", "delay: 1m", "audit_unavailable"), Row("audit", "disk_full", "", "audit_unavailable"),
    ]

    static let clock = [
        // What was kept is too old.
        Row("clock", "jump", "by: 1h, window: {from: 3s}", planned),
        .unharmed("clock", "jump", "by: -1h, window: {from: 3s}"),
        .unharmed("clock", "jump", "by: 1h, window: {from: 1s, to: 5s}"),
        .unharmed("clock", "drift", "rate: 1%"), .unharmed("clock", "drift", "rate: -10%"),
    ]

    static let callers = [
        Row("callers", "burst", "window: {to: 10s}", planned, planned, planned, planned),
        .unharmed("callers", "burst", "copies: 3"),
        Row("callers", "hang_up", "after: 200ms", "cancelled"), .unharmed("callers", "hang_up", "after: 5s"),
    ]

    private static let planned = Row.planned

    @Test(arguments: rows)
    func `leads to the answer that it should`(row: Row) throws {
        let shop = try FaultyShop()
        defer { shop.remove() }
        let first =
            row.target == "planner.backup" ? "  - {name: down, target: planner, kind: error, status: 503}\n" : ""
        let outcome = try shop.run(row.rule + first)
        let endings = ["r-1", "r-2", "r-3", "r-4"].map(outcome.ending)
        #expect(endings == row.endings, "\(outcome.faults.map(\.words))")
        #expect(outcome.injected > 0, "\(outcome.counts)")
        #expect(outcome.breaches == [])
        #expect(outcome.latencies.values.allSatisfy { $0 >= .zero && $0 <= .seconds(31) }, "\(outcome.latencies)")
    }

    @Test func `there is a row for each kind and each target that can suffer it`() throws {
        let targets: [FaultTarget] = [.planner, .tool(nil), .store, .limiter, .database, .audit, .clock, .callers]
        for kind in FaultKinds.all {
            for target in targets where kind.fits(target) {
                let isThere = Self.rows.contains { $0.kind == kind.kind && $0.target.hasPrefix(target.text) }
                #expect(isThere, "no row says what \(kind.kind) at \(target.text) leads to")
            }
        }
    }

    @Test(arguments: try! targets())
    func `no example of any kind breaks an invariant`(target: FaultTarget) throws {
        let shop = try FaultyShop()
        defer { shop.remove() }
        for kind in FaultKinds.all {
            var injected = 0
            let examples = kind.examples(at: target)
            #expect(examples.isEmpty != kind.fits(target), "\(kind.kind)")
            #expect(examples.count <= 7)
            for (number, fault) in examples.enumerated() {
                #expect(fault.fits(target))
                var rules = [FaultRule(name: "a", target: target, fault: fault)]
                if case .nextPlanner = target {
                    rules.append(FaultRule(name: "down", target: .planner, fault: ErrorFault(.connection)))
                }
                let outcome = try shop.run(FaultPlan(rules: rules), seed: UInt64(number))
                #expect(outcome.breaches == [], "\(kind.kind) \(FaultPlan(rules: rules).json)")
                #expect(outcome.answers.count >= 4)
                injected += outcome.injected
                let again = try shop.run(FaultPlan(rules: rules), seed: UInt64(number))
                #expect(again.faults.map(\.words) == outcome.faults.map(\.words))
                #expect(again.latencies == outcome.latencies)
            }
            #expect(injected > 0 || examples.isEmpty, "\(kind.kind) at \(target.text)")
        }
    }

    private static func targets() throws -> [FaultTarget] {
        let shop = try FaultyShop()
        defer { shop.remove() }
        return FaultTargets(try shop.scenario()).all
    }
}
