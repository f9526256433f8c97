import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterReplay

struct DriftKindTests {
    /// A golden, what changes in it, and the drift that makes.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var golden = AnswerRecord.answered()
        let change: @Sendable (inout AnswerRecord) -> Void
        var miss: String?
        let kinds: [DriftKind]
        var stage: Stage?
    }

    static let rows: [Row] = [
        Row(testDescription: "nothing", change: { _ in }, kinds: []),
        Row(
            testDescription: "another outcome",
            change: {
                $0.outcome = "clarification"
                $0.trail[4...] = ["plan:low_confidence", "settle:clarification"]
                $0.result = nil
            }, kinds: [.outcome], stage: .plan),
        Row(testDescription: "another tool", change: { $0.tool = "docs" }, kinds: [.tool], stage: .plan),
        Row(
            testDescription: "another error", golden: .refused(), change: { $0.code = .sqlInvalid }, kinds: [.code],
            stage: .settle),
        Row(
            testDescription: "another source", change: { $0.source = .cache }, kinds: [.source], stage: .plan),
        Row(
            testDescription: "an answer that became second best", change: { $0.degraded = .circuitOpen },
            kinds: [.source], stage: .plan),
        Row(
            testDescription: "other rows", change: { $0.result?.bag = "cc" }, kinds: [.result], stage: .run),
        Row(testDescription: "the same rows in another order", change: { $0.result?.ordered = "cc" }, kinds: []),
        Row(
            testDescription: "the same rows in another order, where it matters",
            golden: {
                var golden = AnswerRecord.answered()
                golden.result?.orderMatters = true
                return golden
            }(), change: { $0.result?.ordered = "cc" }, kinds: [.result], stage: .run),
        Row(
            testDescription: "rows cut short", change: { $0.result?.isTruncated = true }, kinds: [.result],
            stage: .run),
        Row(
            testDescription: "another statement with the same rows",
            change: { $0.sql = "SELECT name FROM singer WHERE 1" },
            kinds: [.sqlText], stage: .plan),
        Row(
            testDescription: "a statement in another case", change: { $0.sql = "select  name from Singer;" },
            kinds: [.sqlText], stage: .plan),
        Row(
            testDescription: "another statement with other rows",
            change: {
                $0.sql = "SELECT name FROM band"
                $0.result?.bag = "cc"
            }, kinds: [.result, .sqlMeaning], stage: .plan),
        Row(
            testDescription: "another statement without rows to compare", golden: .refused(),
            change: { $0.sql = "SELECT * FROM singer" }, kinds: [.sqlMeaning], stage: .plan),
        Row(
            testDescription: "another way to the same answer",
            change: { $0.trail.insert("plan:provider_failed", at: 3) }, kinds: [.trail], stage: .plan),
        Row(
            testDescription: "another way to another answer",
            change: {
                $0.tool = "docs"
                $0.trail[1] = "route:docs(r)"
            }, kinds: [.tool], stage: .route),
        Row(
            testDescription: "other money",
            change: { $0.bill.cost = Cost(amount: Money(usd: "0.0036"), status: .exact) }, kinds: [.cost],
            stage: .settle),
        Row(
            testDescription: "money that is no longer known", change: { $0.bill.cost = .missing }, kinds: [.cost],
            stage: .settle),
        Row(
            testDescription: "other tokens", change: { $0.bill.usage = TokenUsage(input: 1_001, output: 100) },
            kinds: [.tokens], stage: .plan),
        Row(
            testDescription: "another latency", change: { $0.latencyMicroseconds += 1 }, kinds: [.latency],
            stage: nil),
        Row(
            testDescription: "what the recordings lack", change: { _ in }, miss: "nothing near",
            kinds: [.recordingMiss], stage: .plan),
        Row(
            testDescription: "a statement the guard refused and now runs", golden: .refused(),
            change: { $0 = .answered() }, kinds: [.unsafeAccepted, .outcome, .code], stage: .guard),
        Row(
            testDescription: "the refused statement in another case now runs",
            golden: .refused(sql: "SELECT NAME FROM singer ;"), change: { $0 = .answered() },
            kinds: [.unsafeAccepted, .outcome, .code, .sqlText], stage: .guard),
        Row(
            testDescription: "the refused statement with other white space now runs",
            golden: .refused(sql: "SELECT\n  name FROM singer"), change: { $0 = .answered() },
            kinds: [.unsafeAccepted, .outcome, .code, .sqlText], stage: .guard),
        Row(
            testDescription: "a statement runs that differs from the refused one in a literal",
            golden: .refused(sql: "SELECT 'A' FROM singer"),
            change: {
                $0 = .answered()
                $0.sql = "SELECT 'a' FROM singer"
            }, kinds: [.outcome, .code, .sqlMeaning], stage: .guard),
        Row(
            testDescription: "a statement runs that differs from the refused one in where a comment ends",
            golden: .refused(sql: "SELECT name FROM singer -- all\nUNION SELECT pin FROM secret"),
            change: {
                $0 = .answered()
                $0.sql = "SELECT name FROM singer -- all UNION SELECT pin FROM secret"
            }, kinds: [.outcome, .code, .sqlMeaning], stage: .guard),
        Row(
            testDescription: "another statement runs instead of the refused one",
            golden: .refused(sql: "DROP TABLE singer"), change: { $0 = .answered() },
            kinds: [.outcome, .code, .sqlMeaning], stage: .guard),
        Row(
            testDescription: "a statement runs that another stage than the guard refused",
            golden: {
                var golden = AnswerRecord.refused()
                golden.code = .toolNotConfigured
                golden.trail = ["admit:admitted", "route:rest(r)", "settle:refused(tool_not_configured)"]
                return golden
            }(), change: { $0 = .answered() }, kinds: [.outcome, .code], stage: .route),
    ]

    @Test(arguments: rows)
    func `drifts as`(row: Row) throws {
        var actual = row.golden
        row.change(&actual)
        let drift = Drift(
            golden: row.golden, actual: actual, sql: SQLComparison(row.golden, actual) { _ in nil },
            question: "How many?",
            recordingMiss: row.miss)
        #expect(drift?.kinds ?? [] == row.kinds)
        #expect(drift?.stage == row.stage)
        guard let drift else { return }
        #expect(!drift.lines(with: .none).isEmpty)
        #expect(drift.headline.hasPrefix(row.kinds[0].rawValue))
        #expect(drift.expected == row.golden)
        #expect(drift.actual == actual)
    }

    /// Two texts, and what their programs are; the rows of an answer are its golden's, others, or none.
    @Test(arguments: [
        ("another program, the same rows", "q", Optional("bb"), [DriftKind.sqlText]),
        ("another program, other rows", "q", "cc", [.result, .sqlMeaning]),
        ("another program, no rows to compare", "q", nil, [.sqlMeaning]),
        ("the same program, the same rows", "p", "bb", [.sqlText]),
        ("the same program, other rows", "p", "cc", [.result, .sqlText]),
        ("the same program, no rows to compare", "p", nil, [.sqlText]),
    ])
    func `a text is what its program and its rows are`(
        row: (name: String, program: String, rows: String?, kinds: [DriftKind])
    ) {
        var golden = AnswerRecord.answered()
        var actual = golden
        actual.sql = "SELECT s.name FROM singer AS s"
        if let rows = row.rows { actual.result?.bag = rows } else { (golden.result, actual.result) = (nil, nil) }
        let comparison = SQLComparison(golden, actual) {
            Footprint(program: $0 == golden.sql ? "p" : row.program)
        }
        let drift = Drift(golden: golden, actual: actual, sql: comparison, question: nil, recordingMiss: nil)
        #expect(drift?.kinds == row.kinds, "\(row.name)")
    }

    @Test func `every kind has a row`() {
        let kinds = Set(Self.rows.flatMap(\.kinds)).union([.new, .missing])
        #expect(kinds == Set(DriftKind.allCases))
    }

    @Test func `a new request and a missing one have no stage`() {
        let new = Drift(new: .answered(), question: "q", recordingMiss: nil)
        #expect(new.kinds == [.new])
        #expect(new.stage == nil)
        #expect(new.expected == nil)
        #expect(new.lines(with: .none).first == "the golden has no such request")

        let missing = Drift(missing: .answered())
        #expect(missing.kinds == [.missing])
        #expect(missing.actual == nil)
        #expect(missing.lines(with: .none).first == "the run has no such request; the golden:")
    }

    @Test func `a new request that the recordings lack says both`() {
        #expect(Drift(new: .answered(), question: nil, recordingMiss: "x").kinds == [.recordingMiss, .new])
    }

    @Test func `the words of the kinds are part of the format`() {
        #expect(
            DriftKind.allCases.map(\.rawValue) == [
                "unsafe_accepted", "outcome", "tool", "code", "result", "sql_meaning", "source", "trail", "cost",
                "tokens", "latency", "recording_miss", "sql_text", "new", "missing",
            ])
    }
}
