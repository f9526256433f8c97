import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// Plans for the SQL tool as models write them.
enum WrittenPlan {
    private static let decoder = PlanDecoder([SQLPlanSyntax()])

    /// The text of a plan that runs `sql`.
    static func of(_ sql: String, confidence: Ratio = .one) -> String {
        var writer = JSONWriter()
        writer.object { plan in
            plan.member("tool", "sql")
            plan.member("sql", sql)
            plan.key("confidence")
            plan.literal(confidence.decimalText)
        }
        return writer.text
    }

    /// The plan that a reply holds; nil when it holds none.
    static func read(_ text: String) -> Plan? {
        if case .success(let plan) = decoder.decode(text) { plan } else { nil }
    }
}
