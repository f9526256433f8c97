import ToolRouter

/// OpenAI's responses: the last event of a stream holds the whole response.
enum ResponsesShape: ReplyShape {
    private static let fields: [FieldName] = ["model", "status", "usage", "output", "incomplete_details"]

    static func read(_ body: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        let response = try StrictObject(body, passingOverAllBut: fields)
        draft.usage = try response.optional("usage") { ResponsesUsage($0).tokens } ?? nil
        draft.take(model: try response.optionalText("model"))
        draft.take(finishReason: try response.text("status"))
        // Why it is incomplete says more than that it is.
        _ = try response.optional("incomplete_details") { json throws(FileError.Reason) in
            let details = try StrictObject(json, passingOverAllBut: ["reason"])
            draft.take(finishReason: try details.optionalText("reason"))
        }
        let said: Void? = try response.optional("output") { json throws(FileError.Reason) in
            _ = try json.list { json throws(FileError.Reason) in try add(item: json, to: &draft) }
        }
        guard said != nil else {
            throw response.fault("output", found: "nothing", expected: "a list of items", remedy: "ask again")
        }
    }

    static func read(event: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        let content = try StrictObject(event, passingOverAllBut: ["type", "response"])
        switch try content.text("type") {
        case "response.completed", "response.incomplete", "response.failed", "response.cancelled":
            // A second end would be a second reply.
            guard draft.finishReason == nil else { throw FileError.Reason.repeated.within("response") }
            let end: Void? = try content.optional("response") { json throws(FileError.Reason) in
                draft.error = ProviderError(under: json)
                try read(json, into: &draft)
            }
            guard end != nil else {
                throw content.fault("response", found: "nothing", expected: "an object", remedy: "ask again")
            }
        default: break
        }
    }

    private static func add(item json: JSONValue, to draft: inout ReplyDraft) throws(FileError.Reason) {
        let item = try StrictObject(json, passingOverAllBut: ["type", "content", "name", "arguments"])
        switch try item.text("type") {
        case "message":
            _ = try item.optional("content") { json throws(FileError.Reason) in try draft.add(content: json) }
        case "function_call":
            try draft.add(
                call: try item.text("name"), arguments: try item.optional("arguments") { $0.arguments } ?? "")
        default: break
        }
    }
}
