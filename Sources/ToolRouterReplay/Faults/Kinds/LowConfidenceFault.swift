package import ToolRouter
package import ToolRouterFormats
import ToolRouterTools

/// The model makes the same plan and is less sure of it: by `confidence`, which is 0 unless it is said. One that was not surer before,
/// or made no plan, is left alone.
package struct LowConfidenceFault: ReplyFault {
    package static let kind = "low_confidence"
    package static let parameters = ["confidence"]

    private let confidence: Ratio

    /// How sure it is, from 0 to 1.
    package init(confidence: Ratio = .zero) {
        precondition((Ratio.zero...Ratio.one).contains(confidence), "no model is sure by \(confidence.decimalText)")
        self.confidence = confidence
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        self.init(confidence: try section["confidence"]?.ratio() ?? .zero)
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these(
            [
                LowConfidenceFault(), LowConfidenceFault(confidence: Ratio(millionths: 499_999)),
                LowConfidenceFault(confidence: Ratio(millionths: 900_000)),
            ], at: target)
    }

    /// Half as far from certainty, down to a hundredth.
    package var weaker: [any Fault] {
        let missing = (Ratio.one.millionths - confidence.millionths) / 2
        return missing >= 10_000 ? [LowConfidenceFault(confidence: Ratio(millionths: 1_000_000 - missing))] : []
    }

    package func write(to writer: inout JSONWriter) {
        if confidence > .zero { writer.member("confidence", confidence.decimalText) }
    }

    func spoil(_ reply: PlannerReply, _ call: FaultedCall) -> (reply: PlannerReply, words: String)? {
        guard let plan = WrittenPlan.read(reply.text), let sql = plan.sql, plan.confidence ?? .one > confidence else {
            return nil
        }
        return (
            reply.saying(WrittenPlan.of(sql, confidence: confidence)),
            "the planner is sure of its plan by \(confidence.decimalText) only"
        )
    }
}
