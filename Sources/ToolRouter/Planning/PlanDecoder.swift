/// Reads a plan from the raw text of a model's reply.
///
/// A reply is one JSON object, text in the language of one of the tools, or exactly one Markdown fence with either in it.
/// Nothing is repaired, since a repaired reply hides that the planner is getting worse. What the plan would do is for the
/// guard to judge.
public struct PlanDecoder: Sendable {
    /// The longest reply that is read, in UTF-8 bytes.
    public static let maximumReply = 1_000_000

    private let syntaxes: [any PlanSyntax]

    /// - Parameter syntaxes: those of the tools that plans may be for; where several take a reply that names no tool for
    ///   their own, the first has it.
    public init(_ syntaxes: [any PlanSyntax]) {
        self.syntaxes = syntaxes
    }

    /// The plan in `text`, or why there is none.
    public func decode(_ text: String) -> Result<Plan, PlanDecodingFailure> {
        do throws(PlanDecodingFailure) {
            return .success(try plan(in: Array(text.utf8)))
        } catch {
            return .failure(error)
        }
    }

    private func plan(in reply: [UInt8]) throws(PlanDecodingFailure) -> Plan {
        guard reply.count <= Self.maximumReply else {
            throw .malformedPlan(offset: Self.maximumReply, expected: "at most \(Self.maximumReply) bytes")
        }
        let text = ReplyText.trimmed(reply[...])
        guard let first = text.first else { throw .emptyReply }
        if first == UInt8(ascii: "{") { return try plan(of: PlanMembers(of: text)) }
        if let content = try MarkdownFence.content(of: text) {
            let inner = ReplyText.trimmed(content)
            guard let first = inner.first else { throw .emptyReply }
            return try first == UInt8(ascii: "{") ? plan(of: PlanMembers(of: inner)) : bare(inner)
        }
        return try bare(text)
    }

    // MARK: Objects

    private func plan(of members: PlanMembers) throws(PlanDecodingFailure) -> Plan {
        var plan = Plan(tool: try tool(of: members))
        // A plan that calls nothing calls it with nothing.
        if !plan.isNone {
            let syntax = syntaxes.first { $0.tool == plan.tool } ?? PlainPlanSyntax(tool: plan.tool)
            plan.arguments = try syntax.arguments(of: members)
        }
        plan.confidence = try confidence(of: members)
        return plan
    }

    private func tool(of members: PlanMembers) throws(PlanDecodingFailure) -> ToolName {
        switch members["tool"] {
        case .string(let name) where !name.isEmpty: return ToolName(name)
        case nil, .null:
            if let claimant = syntaxes.first(where: { $0.claims(members) }) { return claimant.tool }
        default: break
        }
        throw members.invalid("tool", expected: "the name of a tool")
    }

    private func confidence(of members: PlanMembers) throws(PlanDecodingFailure) -> Ratio? {
        let expected = "a number from 0 to 1"
        switch members["confidence"] {
        // Models that are held to a schema say null where there is nothing to say.
        case nil, .null: return nil
        case .number(let text):
            guard let confidence = Ratio(roundingDown: text) else {
                throw .invalidPlan(field: "confidence", found: String(text.prefix(40)), expected: expected)
            }
            return confidence
        default: throw members.invalid("confidence", expected: expected)
        }
    }

    // MARK: Texts

    /// A plan from text that is neither an object nor fenced.
    private func bare(_ text: ArraySlice<UInt8>) throws(PlanDecodingFailure) -> Plan {
        for syntax in syntaxes {
            if let arguments = try syntax.arguments(ofText: text) {
                return Plan(tool: syntax.tool, arguments: arguments)
            }
        }
        // A JSON text that is no object, such as `null` or a list of plans, is a shape rather than prose.
        if let value = JSONText.value(in: text) {
            throw .invalidPlan(field: "reply", found: value.kind, expected: "an object")
        }
        throw .proseReply(expected: (["a JSON object"] + syntaxes.compactMap(\.textForm)).joined(separator: " or "))
    }
}
