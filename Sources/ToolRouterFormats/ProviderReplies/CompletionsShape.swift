import ToolRouter

/// OpenAI's older completions of a text: documents and chunks have one form.
enum CompletionsShape: ReplyShape {
    static func read(_ body: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        guard let choice = try ChoiceEnvelope(body, into: &draft).choice else { throw ChoiceEnvelope.noChoice }
        try add(choice, to: &draft)
    }

    static func read(event: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        guard let choice = try ChoiceEnvelope(event, into: &draft).choice else { return }
        try add(choice, to: &draft)
    }

    private static func add(_ json: JSONValue, to draft: inout ReplyDraft) throws(FileError.Reason) {
        let choice = try StrictObject(json, passingOverAllBut: ["text", "finish_reason"])
        draft.take(finishReason: try choice.optionalText("finish_reason"))
        draft.text += try choice.text("text")
    }
}
