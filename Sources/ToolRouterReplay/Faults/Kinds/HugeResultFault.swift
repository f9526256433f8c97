import ToolRouter
import ToolRouterFormats

/// The model's plan is a statement that gives more than any budget allows: in rows, or in the bytes of each. The guard cuts it short.
package struct HugeResultFault: ReplyFaultWithForms {
    package static let kind = "huge_result"

    /// What there is too much of.
    package enum What: String, CaseIterable, Sendable {
        /// Rows without end, of one number each.
        case rows
        /// Rows without end, of 20,000 bytes each.
        case bytes

        var sql: String {
            let value =
                switch self {
                case .rows: "i"
                case .bytes: "'" + String(repeating: "x", count: 20_000) + "'"
                }
            return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT \(value) AS value FROM n"
        }
    }

    let what: What?

    /// `what`; nil draws for each reply.
    package init(_ what: What? = nil) {
        self.what = what
    }

    package var weaker: [any Fault] {
        switch what {
        case nil: What.allCases.map { HugeResultFault($0) }
        case .bytes: [HugeResultFault(.rows)]
        case .rows: []
        }
    }

    func spoil(_ reply: PlannerReply, _ call: FaultedCall) -> (reply: PlannerReply, words: String)? {
        let what = call.choice(what, for: "what")
        return (reply.saying(WrittenPlan.of(what.sql)), "the plan is a statement with too many \(what)")
    }
}
