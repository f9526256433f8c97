import ToolRouter

/// What is around the choices of OpenAI's chats and completions.
struct ChoiceEnvelope {
    /// The choice with index 0, else the first; nil when there is none.
    let choice: JSONValue?

    /// No reply is without a choice.
    static let noChoice = FileError.Reason(
        field: "choices", found: "an empty list", expected: "a choice", remedy: "ask again")

    /// Reads the members that all of them have.
    init(_ json: JSONValue, into draft: inout ReplyDraft) throws(FileError.Reason) {
        let envelope = try StrictObject(json, passingOverAllBut: ["model", "choices", "usage"])
        if let usage = try envelope.optional("usage", { ChatUsage($0).tokens }) { draft.usage = usage }
        draft.take(model: try envelope.optionalText("model"))
        choice =
            try envelope.optional("choices") { json throws(FileError.Reason) in
                try Self.first(of: json)
            } ?? nil
    }

    private static func first(of json: JSONValue) throws(FileError.Reason) -> JSONValue? {
        guard let choices = json.elements else {
            throw FileError.Reason(field: nil, found: json.words, expected: "a list", remedy: "ask again")
        }
        var first: JSONValue?
        for choice in choices {
            let index = try StrictObject(choice, passingOverAllBut: ["index"]).optional("index", as: Int64.self)
            if index == 0 { return choice }
            if first == nil { first = choice }
        }
        return first
    }
}
