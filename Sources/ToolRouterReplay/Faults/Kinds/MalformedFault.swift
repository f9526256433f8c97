package import ToolRouter
package import ToolRouterFormats
import ToolRouterTools

/// The model's reply holds no plan: `text`, or one of several ways to break a reply. The tokens cost what they cost.
package struct MalformedFault: PlannerFault {
    package static let kind = "malformed"
    package static let parameters = ["text"]

    private static let decoder = PlanDecoder([SQLPlanSyntax()])

    /// What a draw chooses from when no text is given.
    private static let variants: [(words: String, text: @Sendable (String, FaultedCall) -> String)] = [
        ("cut off", { reply, call in cutOff(reply, call) }),
        ("prose", { _, _ in "I'm sorry, but I can't help with that." }),
        ("an HTML page", { _, _ in "<html><body><h1>502 Bad Gateway</h1></body></html>" }),
        ("another shape", { _, _ in #"{"answer":42}"# }),
        ("empty", { _, _ in "" }),
    ]

    private let text: String?

    /// `text`, which holds no plan; nil draws a way to break each reply.
    package init(text: String? = nil) {
        precondition(!Self.holdsPlan(text), "a text that holds a plan is not malformed: \(text ?? "")")
        self.text = text
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        let text = try section["text"]?.text("the text of a reply")
        if let node = section["text"], Self.holdsPlan(text) {
            throw node.fault(
                found: "a plan", expected: "a text that holds no plan",
                remedy: "break it, or use the kind `unsafe_sql`")
        }
        self.init(text: text)
    }

    private static func holdsPlan(_ text: String?) -> Bool {
        guard let text, case .success = decoder.decode(text) else { return false }
        return true
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these([MalformedFault(), MalformedFault(text: ""), MalformedFault(text: "{\"tool\":\"sql\"")], at: target)
    }

    package var weaker: [any Fault] {
        text == nil ? [MalformedFault(text: "")] : []
    }

    package func write(to writer: inout JSONWriter) {
        if let text { writer.member("text", text) }
    }

    func propose(
        _ inquiry: PlannerInquiry, asking planner: any Planner, _ call: FaultedCall
    ) async -> Result<PlannerReply, PlannerFailure> {
        await planner.propose(inquiry).map { reply in
            if let text {
                call.inject("the reply is another text")
                return reply.saying(text)
            }
            let variant = Self.variants[Int(call.number(below: UInt64(Self.variants.count), for: "variant"))]
            call.inject("the reply is broken: \(variant.words)")
            return reply.saying(variant.text(reply.text, call))
        }
    }

    /// The beginning of `reply`, without its last character at least; prose where even that holds a plan, as statements
    /// without quotes or braces may.
    private static func cutOff(_ reply: String, _ call: FaultedCall) -> String {
        let scalars = reply.unicodeScalars
        let length = call.number(below: UInt64(max(scalars.count, 1)), for: "length")
        let beginning = String(scalars.prefix(Int(length)))
        return holdsPlan(beginning) ? "I would" : beginning
    }
}
