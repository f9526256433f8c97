import ToolRouter
import ToolRouterFormats

/// The model's reply is as it was, and what the provider says of its tokens is not: nothing, none, or as many as nobody ever sold.
package struct UsageFault: ReplyFaultWithForms {
    package static let kind = "usage"

    /// What the provider says.
    package enum What: String, CaseIterable, Sendable {
        /// Nothing: nobody knows what it cost.
        case missing
        /// No token at all.
        case zero
        /// A thousand million million tokens each way.
        case absurd
        /// As many as a number can hold.
        case largest

        var usage: TokenUsage? {
            switch self {
            case .missing: nil
            case .zero: TokenUsage()
            case .absurd: TokenUsage(input: 1_000_000_000_000_000, output: 1_000_000_000_000_000)
            case .largest: TokenUsage(input: .max, output: .max)
            }
        }
    }

    let what: What?

    /// `what`; nil draws for each reply.
    package init(_ what: What? = nil) {
        self.what = what
    }

    package var weaker: [any Fault] {
        switch what {
        case nil: What.allCases.map { UsageFault($0) }
        case .largest: [UsageFault(.absurd)]
        case .absurd: [UsageFault(.missing)]
        case .missing: [UsageFault(.zero)]
        case .zero: []
        }
    }

    func spoil(_ reply: PlannerReply, _ call: FaultedCall) -> (reply: PlannerReply, words: String)? {
        let what = call.choice(what, for: "what")
        var spoilt = reply
        spoilt.usage = what.usage
        return (spoilt, "the tokens of the reply: \(what)")
    }
}
