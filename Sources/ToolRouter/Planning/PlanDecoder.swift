/// Reads a plan from the raw text of a model's reply.
///
/// A reply is one JSON object, one SQL text, or exactly one Markdown fence with either in it. Nothing is repaired,
/// since a repaired reply hides that the planner is getting worse; only the white space around a statement and one
/// semicolon at its end are taken away. What the statement does is for the guard to judge.
public enum PlanDecoder {
    /// The longest reply that is read, in UTF-8 bytes.
    public static let maximumReply = 1_000_000

    /// The plan in `text`, or why there is none.
    public static func decode(_ text: String) -> Result<Plan, PlanDecodingFailure> {
        do throws(PlanDecodingFailure) {
            return .success(try plan(in: Array(text.utf8)))
        } catch {
            return .failure(error)
        }
    }

    private static func plan(in reply: [UInt8]) throws(PlanDecodingFailure) -> Plan {
        guard reply.count <= maximumReply else {
            throw .malformedPlan(offset: maximumReply, expected: "at most \(maximumReply) bytes")
        }
        let text = ReplyText.trimmed(reply[...])
        guard let first = text.first else { throw .emptyReply }
        if first == UInt8(ascii: "{") { return try PlanMembers.plan(in: text) }
        if let content = try MarkdownFence.content(of: text) {
            let inner = ReplyText.trimmed(content)
            guard let first = inner.first else { throw .emptyReply }
            return try first == UInt8(ascii: "{") ? PlanMembers.plan(in: inner) : bare(inner)
        }
        return try bare(text)
    }

    /// A plan from text that is neither an object nor fenced.
    private static func bare(_ text: ArraySlice<UInt8>) throws(PlanDecodingFailure) -> Plan {
        let sql = StatementText(text)
        guard sql.beginsWithStatement else {
            // A JSON text that is no object, such as `null` or a list of plans, is a shape rather than prose.
            if let value = JSONText.value(in: text) {
                throw .invalidPlan(field: "reply", found: value.kind, expected: "an object")
            }
            throw .proseReply
        }
        guard !sql.hasTextAfterStatement else { throw .surroundingText }
        return Plan(tool: .sql, sql: StatementText.stripped(text))
    }
}
