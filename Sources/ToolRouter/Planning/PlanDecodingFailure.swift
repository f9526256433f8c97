/// Why a model's reply is no plan.
public enum PlanDecodingFailure: Error, Hashable, Sendable {
    /// There is nothing but white space, or nothing inside the fence.
    case emptyReply
    /// It is text, neither a JSON object nor in the language of a tool.
    case proseReply(expected: String)
    /// It is broken or cut short; `offset` counts UTF-8 bytes from the start of the reply.
    case malformedPlan(offset: Int, expected: String)
    /// It is JSON of the wrong shape. Neither `found` nor `expected` quotes text from the reply, save a number.
    case invalidPlan(field: String, found: String, expected: String)
    /// It has text beside the plan: around a fence, after the JSON, or beside text in the language of a tool.
    case surroundingText
    /// It has this around the plan, which could be taken off.
    case wrapped([ReplyWrapping])
    /// It is a call of a tool as the protocols of providers write it.
    case toolCall

    /// The failure without its details, as it is written in reports.
    public enum Code: String, Hashable, CaseIterable, Sendable {
        case emptyReply = "empty_reply"
        case proseReply = "prose_reply"
        case malformedPlan = "malformed_plan"
        case invalidPlan = "invalid_plan"
        case surroundingText = "surrounding_text"
        case toolCallReply = "tool_call_reply"
    }

    /// The failure without its details.
    public var code: Code {
        switch self {
        case .emptyReply: .emptyReply
        case .proseReply: .proseReply
        case .malformedPlan: .malformedPlan
        case .invalidPlan: .invalidPlan
        case .surroundingText, .wrapped: .surroundingText
        case .toolCall: .toolCallReply
        }
    }

    /// One sentence for a person: what was found and what was expected.
    public var detail: String {
        switch self {
        case .emptyReply: "the planner's reply is empty"
        case .proseReply(let expected): "the planner's reply is text that is no plan, expected \(expected)"
        case .malformedPlan(let offset, let expected):
            "the planner's reply is broken at byte \(offset), expected \(expected)"
        case .invalidPlan(let field, let found, let expected):
            "the planner's reply has the wrong shape: \(field) is \(found), expected \(expected)"
        case .surroundingText: "the planner's reply has text beside the plan"
        case .wrapped(let wrappings):
            "the planner's reply has \(wrappings.map(\.words).joined(separator: " and "))"
        case .toolCall: "the planner's reply is a native call of a tool"
        }
    }

    /// What whoever runs the planner can change to have the reply read; nil when there is nothing.
    public var hint: String? {
        switch self {
        case .wrapped(let wrappings):
            "planner.reply.strip: [\(wrappings.map(\.rawValue).joined(separator: ", "))] takes it off"
        case .toolCall: "planner.reply.tool_calls: on reads it as a plan"
        case .malformedPlan(_, Self.fenceEnd): "if no reply is cut off, planner.reply.strip: [fence] takes it off"
        case .emptyReply, .proseReply, .malformedPlan, .invalidPlan, .surroundingText: nil
        }
    }

    /// What is expected where a fence is never closed.
    private static let fenceEnd = "a line that closes the fence"
}

extension PlanDecodingFailure {
    /// The plan's arguments hold more than `PlanArgument.maximumValues`.
    static let tooManyValues = PlanDecodingFailure.invalidPlan(
        field: "reply", found: "an object of more than \(PlanArgument.maximumValues) values",
        expected: "at most \(PlanArgument.maximumValues) values")

    /// A fence is opened and never closed before `offset`, where the reply ends.
    static func openFence(endingAt offset: Int) -> PlanDecodingFailure {
        .malformedPlan(offset: offset, expected: fenceEnd)
    }
}
