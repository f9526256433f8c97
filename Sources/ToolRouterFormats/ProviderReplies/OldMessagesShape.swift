import ToolRouter

/// Anthropic's older completions of a text, which say nothing of tokens.
enum OldMessagesShape: ReplyShape {
    static func read(_ body: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        let reply = try StrictObject(body, passingOverAllBut: ["completion", "stop_reason", "model"])
        draft.take(model: try reply.optionalText("model"))
        draft.take(finishReason: try reply.optionalText("stop_reason"))
        draft.text += try reply.text("completion")
    }

    static func read(event: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        let kind = try StrictObject(event, passingOverAllBut: ["type"]).optionalText("type")
        if kind == "completion" { try read(event, into: &draft) }
    }
}
