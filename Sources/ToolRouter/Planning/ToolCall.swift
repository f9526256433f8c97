/// A call of a tool as the protocols of providers write it, in the text of a reply.
///
/// OpenAI's `{"tool_calls":[{"function":{"name":…,"arguments":"{…}"}}]}` and its older `function_call`, Gemini's
/// `functionCall` with `args`, Anthropic's `tool_use` with `input`, `{"name":…,"arguments":{…}}` and `parameters` as models
/// with open weights write it, alone, as the only element of a list, or between `<tool_call>` and `</tool_call>`.
struct ToolCall {
    /// The tool it names.
    let tool: ToolName
    /// What it calls it with.
    let arguments: PlanMembers
    /// The object with its name, and those that this one stands in, the outermost first.
    let objects: [PlanMembers]
    /// What the message around it says beside it.
    let texts: [[UInt8]]

    /// The call that an object is; nil when it has not the shape of one. Throws when it has, and holds no arguments, or
    /// several calls.
    init?(_ members: PlanMembers) throws(PlanDecodingFailure) {
        guard let call = try Self.call(members, in: []) else { return nil }
        self = call
    }

    /// The call that a text which is no object is; nil when it has not the shape of one.
    init?(_ text: ArraySlice<UInt8>) throws(PlanDecodingFailure) {
        var text = text
        let (opening, closing) = (Array("<tool_call>".utf8), Array("</tool_call>".utf8))
        if text.starts(with: opening), text.suffix(closing.count).elementsEqual(closing) {
            text = ReplyText.trimmed(text.dropFirst(opening.count).dropLast(closing.count))
        } else if let element = try? Self.onlyElement(of: text) {
            text = element
        } else {
            return nil
        }
        guard text.first == UInt8(ascii: "{"), let call = try Self(PlanMembers(of: text)) else { return nil }
        self = call
    }

    /// A call is at most so deep in a reply: the call, in a list, in a message.
    private static let deepest = 2
    /// The members that hold a call.
    private static let holders = ["tool_calls", "function_call", "functionCall", "function"]
    /// The members that hold the arguments of one.
    private static let argumentFields = ["arguments", "parameters", "input", "args"]

    private init(tool: ToolName, arguments: PlanMembers, objects: [PlanMembers]) throws(PlanDecodingFailure) {
        self.tool = tool
        self.arguments = arguments
        self.objects = objects
        texts = objects.compactMap { $0.text("content") }.map { Array($0.utf8) }
        // Parts of a message may hold whatever a message may.
        for object in objects {
            if let content = object.source(of: "content"), object.text("content") == nil,
                !content.elementsEqual("[]".utf8)
            {
                throw .surroundingText
            }
        }
    }

    /// Whether an object that is a plan holds a call beside it.
    ///
    /// Plans for tools without a syntax of their own may have arguments of the same names, so that a name with arguments is
    /// a call only where it is that of one of `tools`.
    static func stands(in members: PlanMembers, among tools: [ToolName]) -> Bool {
        if held(by: members).contains(where: { $0 != "function" }) { return true }
        if let function = members.source(of: "function"), function.first == UInt8(ascii: "{"),
            let function = try? PlanMembers(of: function), function.has("name"), hasArguments(function)
        {
            return true
        }
        guard let name = members.text("name") else { return false }
        return tools.contains(ToolName(name)) && hasArguments(members)
    }

    /// Which members hold calls. An empty list holds none, and `function` may be a name.
    private static func held(by members: PlanMembers) -> [String] {
        holders.filter { name in
            guard let source = members.source(of: name) else { return false }
            return name == "function" ? source.first == UInt8(ascii: "{") : !source.elementsEqual("[]".utf8)
        }
    }

    private static func hasArguments(_ members: PlanMembers) -> Bool { argumentFields.contains(where: members.has) }

    private static func call(_ members: PlanMembers, in outer: [PlanMembers]) throws(PlanDecodingFailure) -> ToolCall? {
        let holders = held(by: members)
        let fields = argumentFields.filter(members.has)
        // More than one call, or arguments of more than one, is more than one plan.
        if outer.count < deepest, let inner = try inner(members) {
            guard holders.count == 1, fields.isEmpty else { throw .surroundingText }
            return try call(PlanMembers(of: inner), in: outer + [members])
        }
        guard let name = members.text("name"), !name.isEmpty, let field = fields.first else { return nil }
        guard holders.isEmpty, fields.count == 1 else { throw .surroundingText }
        return try ToolCall(
            tool: ToolName(name), arguments: try arguments(members, field), objects: outer + [members])
    }

    /// The object inside of `members` that is the call; nil when it is none of theirs.
    private static func inner(_ members: PlanMembers) throws(PlanDecodingFailure) -> ArraySlice<UInt8>? {
        if let list = members.source(of: "tool_calls") {
            guard let element = try onlyElement(of: list) else {
                throw members.invalid("tool_calls", expected: "a list of one call")
            }
            return element
        }
        return holders.lazy.compactMap { members.source(of: $0) }.first { $0.first == UInt8(ascii: "{") }
    }

    /// The arguments as an object, or as a text that is one.
    private static func arguments(_ members: PlanMembers, _ field: String) throws(PlanDecodingFailure) -> PlanMembers {
        switch members[field] {
        case .object:
            if let object = members.source(of: field) { return try PlanMembers(of: object) }
        case .string(let text):
            let object = ReplyText.trimmed(Array(text.utf8)[...])
            if object.first == UInt8(ascii: "{") { return try PlanMembers(of: object) }
        default: break
        }
        throw members.invalid(field, expected: "an object, or a string that holds one")
    }

    /// How the one object in a list is written; nil when the list holds no object. Throws when there is more in it.
    private static func onlyElement(of list: ArraySlice<UInt8>) throws(PlanDecodingFailure) -> ArraySlice<UInt8>? {
        guard list.first == UInt8(ascii: "["), list.last == UInt8(ascii: "]") else { return nil }
        let inner = ReplyText.trimmed(list.dropFirst().dropLast())
        guard inner.first == UInt8(ascii: "{") else { return nil }
        var json = JSONText(inner)
        _ = try json.value()
        // More than one call is more than one plan.
        guard json.position == inner.endIndex else { throw .surroundingText }
        return inner
    }
}
