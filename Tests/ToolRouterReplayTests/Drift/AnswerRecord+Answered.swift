import ToolRouter
import ToolRouterFormats
import ToolRouterTools

extension AnswerRecord {
    /// An answer of the planner, to be changed field by field.
    static func answered(_ id: RequestID = "r-1") -> AnswerRecord {
        AnswerRecord(
            id: id, outcome: "answered", tool: .sql, source: .planner, sql: "SELECT name FROM singer",
            result: ResultDigest(ordered: "aa", bag: "bb", rowCount: 2, isTruncated: false, orderMatters: false),
            bill: Bill(
                usage: TokenUsage(input: 1_000, output: 100), cost: Cost(amount: Money(usd: "0.0035"), status: .exact)),
            latencyMicroseconds: 830_000,
            trail: [
                "admit:admitted", "route:auto", "recall:miss", "plan:replied", "guard:approved", "run:complete",
                "settle:stored", "settle:answered",
            ])
    }

    /// An answer whose plan the guard refused.
    static func refused(_ id: RequestID = "r-1", sql: String = "SELECT name FROM singer") -> AnswerRecord {
        var record = answered(id)
        record.outcome = "refused"
        record.code = .tableDenied
        record.sql = sql
        record.result = nil
        record.trail = [
            "admit:admitted", "route:auto", "recall:miss", "plan:replied", "guard:table_denied",
            "settle:refused(table_denied)",
        ]
        return record
    }
}
