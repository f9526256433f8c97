import ToolRouter

/// Anthropic's messages, and the events of their streams.
enum MessagesShape: ReplyShape {
    private static let fields: [FieldName] = ["model", "usage", "content", "stop_reason"]

    static func read(_ body: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        let message = try StrictObject(body, passingOverAllBut: fields)
        _ = try message.optional("usage") { draft.messageCounts.update(from: $0) }
        draft.usage = draft.messageCounts.usage
        draft.take(model: try message.optionalText("model"))
        draft.take(finishReason: try message.optionalText("stop_reason"))
        let said: Void? = try message.optional("content") { json throws(FileError.Reason) in
            try draft.add(content: json)
        }
        guard said != nil else {
            throw message.fault("content", found: "nothing", expected: "a list of blocks", remedy: "ask again")
        }
    }

    static func read(event: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        let content = try StrictObject(
            event, passingOverAllBut: ["type", "message", "index", "content_block", "delta", "usage"])
        switch try content.text("type") {
        case "message_start":
            _ = try content.optional("message") { json throws(FileError.Reason) in
                let message = try StrictObject(json, passingOverAllBut: ["model", "usage"])
                draft.take(model: try message.optionalText("model"))
                _ = try message.optional("usage") { draft.messageCounts.update(from: $0) }
            }
        case "content_block_start":
            let index = try content.value("index", as: Int64.self)
            _ = try content.optional("content_block") { json throws(FileError.Reason) in
                try begin(block: json, at: index, in: &draft)
            }
        case "content_block_delta":
            let index = try content.value("index", as: Int64.self)
            _ = try content.optional("delta") { json throws(FileError.Reason) in
                try add(delta: json, at: index, to: &draft)
            }
        case "message_delta":
            _ = try content.optional("delta") { json throws(FileError.Reason) in
                let delta = try StrictObject(json, passingOverAllBut: ["stop_reason"])
                draft.take(finishReason: try delta.optionalText("stop_reason"))
            }
            // Before this event a stream has counted its first token only.
            _ = try content.optional("usage") { json in
                draft.messageCounts.update(from: json)
                draft.usage = draft.messageCounts.usage
            }
        default: break
        }
    }

    private static func begin(
        block json: JSONValue, at index: Int64, in draft: inout ReplyDraft
    ) throws(FileError.Reason) {
        let block = try StrictObject(json, passingOverAllBut: ["type", "text", "name"])
        switch try block.text("type") {
        case "text": draft.text += try block.optionalText("text") ?? ""
        // Its input follows in deltas.
        case "tool_use": try draft.add(callAt: index, name: try block.text("name"))
        default: break
        }
    }

    private static func add(
        delta json: JSONValue, at index: Int64, to draft: inout ReplyDraft
    ) throws(FileError.Reason) {
        let delta = try StrictObject(json, passingOverAllBut: ["type", "text", "partial_json"])
        switch try delta.text("type") {
        case "text_delta": draft.text += try delta.text("text")
        case "input_json_delta":
            // Tools that the provider runs itself get their input so, too, and are no calls of ours.
            guard draft.calls.contains(where: { $0.place == index }) else { return }
            try draft.add(callAt: index, arguments: try delta.text("partial_json"))
        default: break
        }
    }
}
