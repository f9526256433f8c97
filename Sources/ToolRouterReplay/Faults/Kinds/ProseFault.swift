package import ToolRouter
package import ToolRouterFormats

/// The model talks instead of planning: `text`, or one of several.
package struct ProseFault: ReplyFault {
    package static let kind = "prose"
    package static let parameters = ["text"]

    /// What a draw chooses from.
    static let texts = [
        "Sure! Here is what you asked for:",
        "To answer this I would have to look at the orders of each customer first.",
        "Could you tell me which year you mean?", "There are many ways to look at that, and none of them is wrong.",
    ]

    private let text: String?

    /// `text`, which holds no plan; nil draws one of `texts` for each reply.
    package init(text: String? = nil) {
        precondition(text.flatMap(WrittenPlan.read) == nil, "a plan is no prose: \(text ?? "")")
        self.text = text
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        let text = try section["text"]?.text("the text of a reply")
        if let node = section["text"], text.flatMap(WrittenPlan.read) != nil {
            throw node.fault(
                found: "a plan", expected: "a text that holds no plan", remedy: "break it, or use the kind `unsafe_sql`"
            )
        }
        self.init(text: text)
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these([ProseFault(), ProseFault(text: "Let me think.")], at: target)
    }

    package var weaker: [any Fault] { text == nil ? [ProseFault(text: Self.texts[0])] : [] }

    package func write(to writer: inout JSONWriter) {
        if let text { writer.member("text", text) }
    }

    func spoil(_ reply: PlannerReply, _ call: FaultedCall) -> (reply: PlannerReply, words: String)? {
        let drawn = Int(call.number(below: UInt64(Self.texts.count), for: "text"))
        return (reply.saying(text ?? Self.texts[drawn]), "the reply is prose")
    }
}
