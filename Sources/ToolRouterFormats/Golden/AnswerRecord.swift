package import ToolRouter
package import ToolRouterTools

/// One request's answer as goldens and reports keep it: flat, without rows, and complete enough to be compared.
package struct AnswerRecord: Hashable, Sendable {
    /// What `outcome` can be.
    package static let outcomes = ["answered", "clarification", "refused", "failed"]

    /// The request it answers.
    package var id: RequestID
    /// One of `outcomes`.
    package var outcome: String
    /// The tool of the plan.
    package var tool: ToolName?
    /// Where the plan came from.
    package var source: AnswerSource?
    /// Why the answer is second best.
    package var degraded: Degradation?
    /// The error of a refusal or failure.
    package var code: ErrorCode?
    /// The statement of the plan, whether it ran or not.
    package var sql: String?
    /// What else the plan called its tool with, as JSON sorted by name; nil when there is nothing else than the statement.
    package var arguments: String?
    /// The rows, when there were any; those of documents and replies in their table.
    package var result: ResultDigest?
    /// Tokens and money.
    package var bill: Bill
    /// From arrival to answer, in virtual microseconds.
    package var latencyMicroseconds: Int64
    /// What each stage did, in order: `stage:what`.
    package var trail: [String]

    package init(
        id: RequestID, outcome: String, tool: ToolName? = nil, source: AnswerSource? = nil,
        degraded: Degradation? = nil, code: ErrorCode? = nil, sql: String? = nil, arguments: String? = nil,
        result: ResultDigest? = nil,
        bill: Bill, latencyMicroseconds: Int64, trail: [String]
    ) {
        self.id = id
        self.outcome = outcome
        self.tool = tool
        self.source = source
        self.degraded = degraded
        self.code = code
        self.sql = sql
        self.arguments = arguments
        self.result = result
        self.bill = bill
        self.latencyMicroseconds = latencyMicroseconds
        self.trail = trail
    }
}
