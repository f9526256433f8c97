import ToolRouter

/// OpenAI's chat completions: `chat.completion` and `chat.completion.chunk`.
enum ChatShape: ReplyShape {
    static func read(_ body: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        let reply = try ChoiceEnvelope(body, into: &draft)
        guard let choice = reply.choice else { throw ChoiceEnvelope.noChoice }
        try read(choice, "message", into: &draft)
    }

    static func read(event: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        // The last chunk may hold the usage alone, and Azure's first one what it filtered.
        guard let choice = try ChoiceEnvelope(event, into: &draft).choice else { return }
        try read(choice, "delta", into: &draft)
    }

    private static func read(
        _ json: JSONValue, _ message: FieldName, into draft: inout ReplyDraft
    ) throws(FileError.Reason) {
        let choice = try StrictObject(json, passingOverAllBut: ["finish_reason", "error", message])
        draft.take(finishReason: try choice.optionalText("finish_reason"))
        if let error = try choice.optional("error", { ProviderError(of: $0) }) { draft.error = error }
        let said: Void? = try choice.optional(message) { json throws(FileError.Reason) in
            try read(message: json, into: &draft)
        }
        // Azure leaves the message out where it filtered all of it.
        guard said != nil || message == "delta" || draft.finishReason != nil || draft.error != nil else {
            throw choice.fault(message, found: "nothing", expected: "an object", remedy: "ask again")
        }
    }

    private static let messageFields: [FieldName] = ["content", "refusal", "tool_calls", "function_call"]

    private static func read(message json: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        let message = try StrictObject(json, passingOverAllBut: messageFields)
        _ = try message.optional("content") { json throws(FileError.Reason) in try draft.add(content: json) }
        draft.refusal += try message.optionalText("refusal") ?? ""
        _ = try message.optional("tool_calls") { json throws(FileError.Reason) in
            var place: Int64 = -1
            _ = try json.list { json throws(FileError.Reason) in
                place += 1
                try add(call: json, at: place, to: &draft)
            }
        }
        _ = try message.optional("function_call") { json throws(FileError.Reason) in
            try add(function: json, at: -1, to: &draft)
        }
    }

    private static func add(
        call json: JSONValue, at place: Int64, to draft: inout ReplyDraft
    ) throws(FileError.Reason) {
        let call = try StrictObject(json, passingOverAllBut: ["index", "function"])
        let index = try call.optional("index", as: Int64.self) ?? place
        _ = try call.optional("function") { json throws(FileError.Reason) in
            try add(function: json, at: index, to: &draft)
        }
    }

    private static func add(
        function json: JSONValue, at place: Int64, to draft: inout ReplyDraft
    ) throws(FileError.Reason) {
        let function = try StrictObject(json, passingOverAllBut: ["name", "arguments"])
        try draft.add(
            callAt: place, name: try function.optionalText("name"),
            arguments: try function.optional("arguments") { $0.arguments })
    }
}
