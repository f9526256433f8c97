import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// The model's plan reads what no database has: a table, or a column of what its statement gives.
package struct HallucinatedFault: ReplyFaultWithForms {
    package static let kind = "hallucinated"

    /// What it has made up.
    package enum What: String, CaseIterable, Sendable {
        case table
        case column
    }

    let what: What?

    /// `what`; nil draws for each reply.
    package init(_ what: What? = nil) {
        self.what = what
    }

    func spoil(_ reply: PlannerReply, _ call: FaultedCall) -> (reply: PlannerReply, words: String)? {
        switch call.choice(what, for: "what") {
        case .table:
            return (
                reply.saying(WrittenPlan.of("SELECT * FROM hallucinated_table")),
                "the plan reads a table that there is not"
            )
        case .column:
            // A comment at its end would take the bracket along.
            let source = WrittenPlan.read(reply.text)?.sql.map { " FROM (\($0)\n)" } ?? ""
            return (
                reply.saying(WrittenPlan.of("SELECT hallucinated_column" + source)),
                "the plan reads a column that there is not"
            )
        }
    }
}
