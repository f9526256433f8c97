import ToolRouter

extension ReplyDraft {
    private static let partFields: [FieldName] = ["type", "text", "refusal", "name", "input", "toolUse"]

    /// Adds the content of a message: a text, or parts of which texts, refusals and calls count. Thoughts, pictures and what
    /// else there is are passed over.
    mutating func add(content json: JSONValue) throws(FileError.Reason) {
        if let text = json.text {
            self.text += text
            return
        }
        guard let parts = json.elements else {
            throw FileError.Reason(
                field: nil, found: json.words, expected: "a text or a list of parts", remedy: "ask again")
        }
        for part in parts {
            if let text = part.text { self.text += text } else { try add(part: part) }
        }
    }

    /// Adds one part of a message.
    mutating func add(part json: JSONValue) throws(FileError.Reason) {
        let part = try StrictObject(json, passingOverAllBut: Self.partFields)
        // Bedrock's parts are told apart by their only member.
        switch try part.optionalText("type") {
        case nil:
            if let text = try part.optionalText("text") { self.text += text }
            if let call = try part.optional("toolUse", as: ToolUse.self) {
                try add(call: call.name, arguments: call.input)
            }
        case "text", "output_text": text += try part.text("text")
        case "refusal": refusal += try part.text("refusal")
        case "tool_use":
            let call = try ToolUse(json)
            try add(call: call.name, arguments: call.input)
        default: break
        }
    }
}

/// A call with its arguments as an object.
struct ToolUse: JSONReadable {
    let name: String
    /// The arguments as JSON.
    let input: String

    init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, passingOverAllBut: ["name", "input"])
        name = try object.text("name")
        input = try object.optional("input") { $0.json } ?? "{}"
    }
}

extension JSONValue {
    /// The value written again; numbers as they were.
    var json: String {
        var writer = JSONWriter()
        writer.value(self)
        return writer.text
    }

    /// Arguments of a call: a text that holds JSON, or JSON.
    var arguments: String { text ?? json }
}

extension JSONWriter {
    /// Writes a value that was read. Readers bound how deep it is.
    fileprivate mutating func value(_ json: JSONValue) {
        if let text = json.text {
            string(text)
        } else if let number = json.number {
            literal(number)
        } else if let truth = json.bool {
            bool(truth)
        } else if let elements = json.elements {
            array { list in
                for element in elements { list.value(element) }
            }
        } else if var members = json.namesAndValues {
            object { object in
                while let name = members.next()?.text, let value = members.next() {
                    object.key(name)
                    object.value(value)
                }
            }
        } else {
            null()
        }
    }
}
