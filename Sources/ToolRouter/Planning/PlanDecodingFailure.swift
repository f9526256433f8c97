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

    /// The failure without its details, as it is written in reports.
    public enum Code: String, Hashable, CaseIterable, Sendable {
        case emptyReply = "empty_reply"
        case proseReply = "prose_reply"
        case malformedPlan = "malformed_plan"
        case invalidPlan = "invalid_plan"
        case surroundingText = "surrounding_text"
    }

    /// The failure without its details.
    public var code: Code {
        switch self {
        case .emptyReply: .emptyReply
        case .proseReply: .proseReply
        case .malformedPlan: .malformedPlan
        case .invalidPlan: .invalidPlan
        case .surroundingText: .surroundingText
        }
    }

    /// One sentence for a person: what was found and what was expected.
    public var detail: String {
        switch self {
        case .emptyReply: "the planner's reply is empty"
        case .proseReply(let expected): "the planner's reply is prose, expected \(expected)"
        case .malformedPlan(let offset, let expected):
            "the planner's reply is broken at byte \(offset), expected \(expected)"
        case .invalidPlan(let field, let found, let expected):
            "the planner's reply has the wrong shape: \(field) is \(found), expected \(expected)"
        case .surroundingText: "the planner's reply has text beside the plan"
        }
    }
}

extension PlanDecodingFailure {
    /// The plan's arguments hold more than `PlanArgument.maximumValues`.
    static let tooManyValues = PlanDecodingFailure.invalidPlan(
        field: "reply", found: "an object of more than \(PlanArgument.maximumValues) values",
        expected: "at most \(PlanArgument.maximumValues) values")
}
