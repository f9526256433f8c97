import ToolRouterFormats

/// Takes what was said out of spans: the last question of a user, and the first text of the model.
final class SpanContent {
    private let json = JSONLineReader()

    init() {}

    /// The question; nil where the span has none.
    func question(_ span: OTelSpan) -> String? {
        let said =
            messages(span, "gen_ai.input.messages") ?? flat(span, "llm.input_messages.", "message.")
            ?? flat(span, "gen_ai.prompt.", "")
        if let said { return said.last { $0.role == "user" }?.text }
        if let prompt = event(span, "gen_ai.content.prompt", "gen_ai.prompt") { return text(prompt, of: "user") }
        return span.events.last { $0.name == "gen_ai.user.message" }.flatMap { event in
            event.attributes.text("content")
                ?? event.attributes["gen_ai.event.content"].flatMap { text($0, of: nil) }
        }
    }

    /// The model's text; nil where the span has none.
    func reply(_ span: OTelSpan) -> String? {
        let said =
            messages(span, "gen_ai.output.messages") ?? flat(span, "llm.output_messages.", "message.")
            ?? flat(span, "gen_ai.completion.", "")
        if let said { return said.first?.text }
        if let reply = event(span, "gen_ai.content.completion", "gen_ai.completion") { return text(reply, of: nil) }
        return span.events.first { $0.name == "gen_ai.choice" }.flatMap { event in
            let content = event.attributes["message", "gen_ai.event.content"]
            return content.flatMap { text($0, of: nil) } ?? event.attributes.text("message.content", "content")
        }
    }

    private typealias Message = (role: String, text: String)

    /// The most messages of one span.
    private static let most = 1_000

    /// Of 1.37: one attribute, a list or a text that is one; it may stand in an event.
    private func messages(_ span: OTelSpan, _ name: String) -> [Message]? {
        let value = span.attributes[name] ?? span.events.lazy.compactMap { $0.attributes[name] }.first
        return value.flatMap { parsed($0).elements }?.prefix(Self.most).compactMap { message in
            text(of: message).map { (message["role"]?.text ?? "", $0) }
        }
    }

    /// Of OpenInference and OpenLLMetry: an attribute for each part, numbered from 0. Each message has a role or a text, so that
    /// its names are looked up, and not searched for.
    private func flat(_ span: OTelSpan, _ prefix: String, _ inner: String) -> [Message]? {
        guard span.attributes.has(prefix: prefix) else { return nil }
        var messages: [Message] = []
        for number in 0..<Self.most {
            let begin = "\(prefix)\(number).\(inner)"
            let role = span.attributes.text(begin + "role")
            let text = span.attributes.text(begin + "content", begin + "contents.0.message_content.text")
            if role == nil, text == nil { break }
            if let text { messages.append((role ?? "", text)) }
        }
        return messages
    }

    private func event(_ span: OTelSpan, _ name: String, _ attribute: String) -> ForeignValue? {
        span.events.first { $0.name == name }?.attributes[attribute] ?? span.attributes[attribute]
    }

    /// The text of a message, of the last message of `role` in a list, or a text that is no JSON as it is.
    private func text(_ value: ForeignValue, of role: String?) -> String? {
        let content = parsed(value)
        guard let list = content.elements else { return content.text ?? text(of: content) }
        let fitting = role.map { role in list.filter { $0["role"]?.text == role } } ?? list
        return (role == nil ? fitting.first : fitting.last).flatMap { text(of: $0) }
    }

    /// What stands in a message: `content`, or the texts of its parts.
    private func text(of message: ForeignValue) -> String? {
        if let inner = message["message"] { return text(of: inner) }
        let content = message["content"] ?? message["parts"]
        if let text = content?.text { return text }
        let parts = content?.elements?.compactMap { ($0["content"] ?? $0["text"])?.text } ?? []
        return parts.isEmpty ? nil : parts.joined(separator: "\n")
    }

    /// The value, or what its text says in JSON.
    private func parsed(_ value: ForeignValue) -> ForeignValue {
        guard let said = value.text, let first = said.utf8.first, "[{".utf8.contains(first) else { return value }
        // Also a plan is a text that is JSON, but is no message.
        guard let read = ForeignValue.read(said, by: json), read.elements != nil || text(of: read) != nil else {
            return value
        }
        return read
    }
}
