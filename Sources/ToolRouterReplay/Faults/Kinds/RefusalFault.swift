import ToolRouter
import ToolRouterFormats

/// The model does not want to answer: the provider's filter says so, by the word that the reply ends with, or the model itself does, in
/// a text that ends like any other.
package struct RefusalFault: ReplyFaultWithForms {
    package static let kind = "refusal"

    /// Who refuses.
    package enum What: String, CaseIterable, Sendable {
        /// The provider: no text, and `content_filter`.
        case filter
        /// The model: a text, and `stop`.
        case text
    }

    let what: What?

    /// `what`; nil draws for each reply.
    package init(_ what: What? = nil) {
        self.what = what
    }

    func spoil(_ reply: PlannerReply, _ call: FaultedCall) -> (reply: PlannerReply, words: String)? {
        switch call.choice(what, for: "what") {
        case .filter:
            var spoilt = reply.saying("")
            spoilt.finishReason = "content_filter"
            return (spoilt, "the provider's filter refuses")
        case .text: return (reply.saying("I'm sorry, but I can't help with that."), "the model refuses")
        }
    }
}
