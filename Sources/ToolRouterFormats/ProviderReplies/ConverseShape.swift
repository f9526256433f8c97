import ToolRouter

/// Bedrock's converse. Its streams are binary, and not read.
enum ConverseShape: ReplyShape {
    static func read(_ body: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        let reply = try StrictObject(body, passingOverAllBut: ["output", "stopReason", "usage"])
        draft.usage = try reply.optional("usage") { ConverseUsage($0).tokens } ?? nil
        draft.take(finishReason: try reply.optionalText("stopReason"))
        let content = try reply.value("output", as: ConverseOutput.self)
        try draft.add(content: content.json)
    }

    static func read(event: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        throw FileError.Reason(
            field: nil, found: "a stream of events", expected: "one document", remedy: "ask without streaming")
    }
}

/// The member `output`: where the content of its message is.
private struct ConverseOutput: JSONReadable {
    let json: JSONValue

    init(_ json: JSONValue) throws(FileError.Reason) {
        let output = try StrictObject(json, passingOverAllBut: ["message"])
        let content = try output.optional("message") { json throws(FileError.Reason) in
            try StrictObject(json, passingOverAllBut: ["content"]).optional("content") { $0 }
        }
        guard let content = content ?? nil else {
            throw output.fault("message", found: "nothing", expected: "a message with content", remedy: "ask again")
        }
        self.json = content
    }
}
