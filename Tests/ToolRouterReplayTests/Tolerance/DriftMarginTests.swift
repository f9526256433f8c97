import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterReplay

struct DriftMarginTests {
    /// A change of an answer within, at or beyond a tolerance of 5 %.
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var change: @Sendable (inout AnswerRecord) -> Void
        var tolerated: Set<DriftKind> = []
        var kinds: [DriftKind] = []

        init(
            _ name: String, tolerated: Set<DriftKind> = [], kinds: [DriftKind] = [],
            _ change: @escaping @Sendable (inout AnswerRecord) -> Void
        ) {
            (testDescription, self.change, self.tolerated, self.kinds) = (name, change, tolerated, kinds)
        }
    }

    static let rows = [
        Row("nothing") { _ in },
        Row("a latency at the bound", tolerated: [.latency]) { $0.latencyMicroseconds = 871_500 },
        Row("a latency 1 µs beyond it", kinds: [.latency]) { $0.latencyMicroseconds = 871_501 },
        Row("a shorter latency at the bound", tolerated: [.latency]) { $0.latencyMicroseconds = 788_500 },
        Row("a shorter latency beyond it", kinds: [.latency]) { $0.latencyMicroseconds = 788_499 },
        Row("a cost at the bound", tolerated: [.cost]) {
            $0.bill.cost = Cost(amount: Money(usd: "0.003675"), status: .exact)
        },
        Row("a cost beyond it", kinds: [.cost]) {
            $0.bill.cost = Cost(amount: Money(usd: "0.003675000001"), status: .exact)
        },
        Row("the same cost, now an estimate", kinds: [.cost]) {
            $0.bill.cost = Cost(amount: Money(usd: "0.0035"), status: .estimated)
        },
        Row("a cost that is no longer known", kinds: [.cost]) { $0.bill.cost = .missing },
        Row("tokens at the bound", tolerated: [.tokens]) { $0.bill.usage = TokenUsage(input: 1_050, output: 95) },
        Row("tokens of one kind beyond it", kinds: [.tokens]) {
            $0.bill.usage = TokenUsage(input: 1_000, output: 106)
        },
        Row("tokens where there were none", kinds: [.tokens]) {
            $0.bill.usage = TokenUsage(input: 1_000, output: 100, reasoning: 1)
        },
        Row("a tolerable latency on another way", tolerated: [.latency], kinds: [.trail]) {
            $0.latencyMicroseconds += 1
            $0.trail.insert("plan:provider_failed", at: 3)
        },
        Row("a tolerable latency of another outcome", tolerated: [.latency], kinds: [.outcome, .code]) {
            $0.latencyMicroseconds += 1
            ($0.outcome, $0.code, $0.result) = ("failed", .executionBudget, nil)
        },
        Row("a tolerable latency by another tool", tolerated: [.latency], kinds: [.tool]) {
            $0.latencyMicroseconds += 1
            $0.tool = "docs"
        },
    ]

    @Test(arguments: rows)
    func `figures are tolerated within their share, and nothing else is`(row: Row) {
        var tolerance = DriftTolerance()
        (tolerance.latency, tolerance.cost, tolerance.tokens) = (
            Ratio(millionths: 50_000), Ratio(millionths: 50_000), Ratio(millionths: 50_000)
        )
        let golden = AnswerRecord.answered()
        var actual = golden
        row.change(&actual)
        let tolerated = DriftMargin(tolerance, golden: nil).differences(golden, actual)
        #expect(tolerated.kinds == row.tolerated)
        let drift = Drift(
            golden: golden, actual: actual, sql: nil, question: nil, recordingMiss: nil, tolerated: tolerated.kinds)
        #expect(drift?.kinds ?? [] == row.kinds)
    }

    @Test func `without a tolerance every difference is drift`() {
        let golden = AnswerRecord.answered()
        for row in Self.rows {
            var actual = golden
            row.change(&actual)
            #expect(DriftMargin(DriftTolerance(), golden: nil).differences(golden, actual) == .none)
        }
    }

    @Test func `what the guard refused and is run now is drift whatever is tolerated`() {
        var actual = AnswerRecord.answered()
        actual.latencyMicroseconds = AnswerRecord.refused().latencyMicroseconds + 1
        let drift = Drift(
            golden: .refused(), actual: actual, sql: nil, question: nil, recordingMiss: nil,
            tolerated: Set(DriftKind.allCases))
        #expect(drift?.kinds == [.unsafeAccepted, .outcome, .code])
    }

    private static func result(_ rows: [[Value]]) -> ResultSet {
        ResultSet(columns: rows.first?.indices.map { "c\($0)" } ?? ["c0"], rows: rows)
    }

    /// Two results, whether the order matters, and what is tolerated.
    struct Results: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let golden: [[Value]]
        let now: [[Value]]
        let orderMatters: Bool
        let expected: ToleratedRows

        init(_ name: String, _ golden: [[Value]], _ now: [[Value]], _ orderMatters: Bool, _ expected: ToleratedRows) {
            (testDescription, self.golden, self.now) = (name, golden, now)
            (self.orderMatters, self.expected) = (orderMatters, expected)
        }
    }

    static let results: [Results] = [
        Results("near numbers", [[Value.real(0.3)]], [[Value.real(0.1 + 0.2)]], true, ToleratedRows.same),
        Results("other numbers", [[.real(0.3)]], [[.real(0.31)]], true, .different),
        Results(
            "another number beside a near one", [[.real(0.3), .real(1)]], [[.real(0.1 + 0.2), .real(2)]], true,
            .different
        ),
        Results(
            "near integers, which are other values", [[.integer(1_000_000_000_000)]],
            [[.integer(1_000_000_000_001)]], true, .different
        ),
        Results("an integer and a real near it", [[.integer(3)]], [[.real(3.000_000_000_1)]], true, .same),
        Results(
            "a text that looks like a near number", [[.text("0.3")]], [[.text("0.30000000000000004")]], true,
            .different
        ),
        Results("a number and a text of its digits", [[.real(0.3)]], [[.text("0.3")]], true, .different),
        Results("nothing and a number", [[.null]], [[.real(0.3)]], true, .different),
        Results("a row more", [[.real(0.3)]], [[.real(0.3)], [.real(0.3)]], true, .different),
        Results(
            "near rows in another order, which matters", [[.real(0.3)], [.real(7)]],
            [[.real(7)], [.real(0.1 + 0.2)]], true, .different
        ),
        Results(
            "near rows in another order, which does not", [[.real(0.3)], [.real(7)]],
            [[.real(7)], [.real(0.1 + 0.2)]], false, .same
        ),
        Results(
            "rows of which one is near two others", [[.real(1)], [.real(1.000_000_000_9)]],
            [[.real(1.000_000_000_9)], [.real(1.000_000_001_7)]], false, .same
        ),
        Results(
            "a long text that is kept by its digest", [[.text(String(repeating: "a", count: 300)), .real(0.3)]],
            [[.text(String(repeating: "a", count: 300)), .real(0.1 + 0.2)]], true, .unknown
        ),
        Results(
            "more rows than are kept", (0..<60).map { [.real(Double($0) + 0.3)] },
            (0..<60).map { [.real(Double($0) + 0.1 + 0.2)] }, true, .unknown
        ),
    ]

    @Test(arguments: results)
    func `numbers in rows are tolerated within their share`(row: Results) {
        var tolerance = DriftTolerance()
        tolerance.resultReal = RealTolerance(quintillionths: 1_000_000_000)
        let (before, after) = (Self.result(row.golden), Self.result(row.now))
        var golden = AnswerRecord.answered()
        golden.result = ResultDigest(before, orderMatters: row.orderMatters)
        var actual = golden
        actual.result = ResultDigest(after, orderMatters: row.orderMatters)
        var kept = KeptResults()
        kept.keep(before, digest: golden.result!.ordered)
        let margin = DriftMargin(tolerance, golden: kept)
        margin.keep(after, digest: actual.result!.ordered)
        let found = margin.differences(golden, actual)
        #expect(found.kinds == (row.expected == .same ? [.result] : []))
        #expect(found.lacksRows == (row.expected == .unknown))
        // Exact by default.
        #expect(DriftMargin(DriftTolerance(), golden: kept).differences(golden, actual) == .none)
        // A golden that keeps no rows.
        if row.golden.count == row.now.count {
            let withoutRows = DriftMargin(tolerance, golden: nil)
            #expect(withoutRows.differences(golden, actual).lacksRows)
        }
    }

    @Test func `another statement with tolerable rows is another text`() {
        let golden = AnswerRecord.answered()
        var actual = golden
        actual.sql = "SELECT 1.0 * name FROM singer"
        actual.result?.bag = "cc"
        let sql = SQLComparison(golden, actual) { Footprint(program: $0) }
        func kinds(_ tolerated: Set<DriftKind>) -> [DriftKind]? {
            Drift(
                golden: golden, actual: actual, sql: sql, question: nil, recordingMiss: nil, tolerated: tolerated)?
                .kinds
        }
        #expect(kinds([.result]) == [.sqlText])
        #expect(kinds([]) == [.result, .sqlMeaning])
    }
}
