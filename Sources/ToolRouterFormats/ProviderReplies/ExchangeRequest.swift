import Foundation

/// What a request to a provider asks: of it no more is read than a recording holds.
package struct ExchangeRequest: Hashable, Sendable {
    /// The model that is asked; nil when the body names none.
    package let model: String?
    /// The last thing that the user said; nil when the body holds none.
    package let question: String?

    /// Reads the body of a request in any of the protocols that `ProviderAPI` names. A body that can't be read asks nothing.
    package init(_ body: String) {
        let asked = try? JSONLineReader().value(from: .document(Array(body.utf8)[...])) {
            json throws(FileError.Reason) in
            let request = try StrictObject(json, passingOverAllBut: ["model", "messages", "input", "prompt"])
            let question = try [
                request.optional("messages") { Self.lastOfUser($0) }, request.optional("input") { Self.lastOfUser($0) },
                request.optional("prompt") { Self.prompt($0) },
            ].lazy.compactMap { $0 ?? nil }.first
            return (model: try request.optionalText("model"), question: question)
        }
        model = asked?.model
        question = asked?.question
    }

    /// The text of the last message of a user that has one: later ones may hold what tools returned.
    private static func lastOfUser(_ json: JSONValue) -> String? {
        if let text = json.text { return text }
        var last: String?
        for item in json.elements.map(Array.init) ?? [] {
            guard let message = try? StrictObject(item, passingOverAllBut: ["role", "content"]),
                (try? message.optionalText("role")) == "user",
                let content = try? message.optional("content", { Self.text(of: $0) })
            else { continue }
            last = content ?? last
        }
        return last
    }

    /// The texts of a content; nil when there is none.
    private static func text(of json: JSONValue) -> String? {
        if let text = json.text { return text.isEmpty ? nil : text }
        let texts = (json.elements.map(Array.init) ?? []).compactMap { part -> String? in
            guard let part = try? StrictObject(part, passingOverAllBut: ["type", "text"]),
                ["text", "input_text", nil].contains(try? part.optionalText("type"))
            else { return nil }
            return try? part.optionalText("text")
        }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }

    /// The prompt of a completion; in Anthropic's what stands behind the last `Human:`.
    private static func prompt(_ json: JSONValue) -> String? {
        guard let prompt = json.text ?? json.elements.flatMap({ $0.first { _ in true }?.text }) else { return nil }
        guard let human = prompt.range(of: "\n\nHuman:", options: .backwards) else { return prompt }
        let rest = prompt[human.upperBound...]
        let said = rest.range(of: "\n\nAssistant:").map { rest[..<$0.lowerBound] } ?? rest
        return said.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
