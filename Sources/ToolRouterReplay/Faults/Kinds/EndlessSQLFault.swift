import ToolRouter
import ToolRouterFormats

/// The model's plan is a statement that never ends: only the guard's budget stops it.
package struct EndlessSQLFault: ReplyFaultWithForms {
    package static let kind = "endless_sql"

    /// Why it never ends.
    package enum What: String, CaseIterable, Sendable {
        /// A common table expression that goes on for ever.
        case recursion
        /// A join of everything with everything: a million million rows, each counted and none returned.
        case join

        var sql: String {
            switch self {
            case .recursion:
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            case .join:
                "WITH d(i) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) SELECT count(*) FROM "
                    + (1...12).map { "d AS d\($0)" }.joined(separator: ", ")
            }
        }
    }

    let what: What?

    /// `what`; nil draws for each reply.
    package init(_ what: What? = nil) {
        self.what = what
    }

    package var weaker: [any Fault] {
        what == nil ? What.allCases.map { EndlessSQLFault($0) } : [HugeResultFault(.rows)]
    }

    func spoil(_ reply: PlannerReply, _ call: FaultedCall) -> (reply: PlannerReply, words: String)? {
        let what = call.choice(what, for: "what")
        return (reply.saying(WrittenPlan.of(what.sql)), "the plan is a statement that never ends, a \(what)")
    }
}
