import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// What a line needs of an answer that has left.
///
/// An answer from the cache is the same in memory for all who are given it, and to hold and let go of each of its parts on one
/// more thread costs every thread. So it is taken apart where it leaves, and only its statement and its rows are held.
final class LeftAnswer: Sendable {
    let outcome: String
    let tool: ToolName?
    let source: AnswerSource?
    let degraded: Degradation?
    let code: ErrorCode?
    let sql: String?
    let arguments: String?
    let bill: Bill
    let rows: [[Value]]?
    let isTruncated: Bool
    /// The memory that it keeps, estimated in a time that has a bound.
    let bytes: Int

    init(_ answer: Answer) {
        outcome = answer.outcome.name
        tool = answer.tool
        source = answer.source
        degraded = answer.degraded
        code = answer.outcome.error?.code
        sql = answer.plan?.sql
        arguments = answer.plan?.argumentsBesideSQL
        bill = answer.bill
        if let result = answer.outcome.result?.table {
            (rows, isTruncated) = (result.rows, result.isTruncated)
        } else {
            (rows, isTruncated) = (nil, false)
        }
        bytes = 256 + (sql?.utf8.count ?? 0) + (arguments?.utf8.count ?? 0) + (rows.map(Self.weight) ?? 0)
    }

    /// The cells that are looked at before the rest is guessed.
    private static let looked = 256

    /// Rows that lie in the answer cache count all the same, since they may be thrown out there meanwhile.
    private static func weight(_ rows: [[Value]]) -> Int {
        let few = rows.prefix(max(1, looked / max(1, rows.first?.count ?? 1)))
        let seen = few.reduce(0) { $0 + $1.reduce(Value.overhead) { $0 + $1.bytes } }
        return few.isEmpty ? 0 : seen * rows.count / few.count
    }
}
