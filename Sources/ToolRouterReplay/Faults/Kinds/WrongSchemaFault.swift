package import ToolRouter
package import ToolRouterFormats

/// The model's reply is sound JSON, and no plan: a draw takes one of several shapes, or it is `json`.
package struct WrongSchemaFault: ReplyFault {
    package static let kind = "wrong_schema"
    package static let parameters = ["json"]

    /// What a draw chooses from.
    static let shapes = [
        #"{"answer":42}"#, #"{"tool":"sql"}"#, #"{"tool":42,"sql":"SELECT 1"}"#, #"{"tool":"sql","sql":["SELECT 1"]}"#,
        #"{"tool":"sql","sql":"SELECT 1","confidence":"very"}"#, #"{"tool":"sql","sql":""}"#, "{}",
    ]

    private let json: String?

    /// `json`, which holds no plan; nil draws one of `shapes` for each reply.
    package init(json: String? = nil) {
        precondition(json.flatMap(WrittenPlan.read) == nil, "a plan is of no wrong shape: \(json ?? "")")
        self.json = json
    }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        let json = try section["json"]?.text("the JSON of a reply")
        if let node = section["json"], json.flatMap(WrittenPlan.read) != nil {
            throw node.fault(
                found: "a plan", expected: "JSON that is no plan", remedy: "break it, or use the kind `unsafe_sql`")
        }
        self.init(json: json)
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these([WrongSchemaFault(), WrongSchemaFault(json: "[]")], at: target)
    }

    package var weaker: [any Fault] { json == nil ? [WrongSchemaFault(json: Self.shapes[0])] : [] }

    package func write(to writer: inout JSONWriter) {
        if let json { writer.member("json", json) }
    }

    func spoil(_ reply: PlannerReply, _ call: FaultedCall) -> (reply: PlannerReply, words: String)? {
        let drawn = Int(call.number(below: UInt64(Self.shapes.count), for: "shape"))
        let json = json ?? Self.shapes[drawn]
        return (reply.saying(json), "the reply has another shape: \(Excerpt.of(json))")
    }
}
