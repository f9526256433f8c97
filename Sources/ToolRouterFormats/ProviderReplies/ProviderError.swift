import ToolRouter

/// What a provider says of why it refused, in its own words: untrusted. No client sees it, and it is not logged as it is.
package struct ProviderError: Hashable, Sendable {
    /// The kind: `invalid_request_error`, `ThrottlingException`.
    package let type: String?
    /// The reason: `context_length_exceeded`, `model_not_found`; a number is written out.
    package let code: String?
    /// The member of the request that is meant: `response_format`.
    package let parameter: String?
    /// The reason for people.
    package let message: String?
    /// The HTTP status that it names beside all that; nil when it names none from 400 to 599.
    let status: Int?

    package init(type: String? = nil, code: String? = nil, parameter: String? = nil, message: String? = nil) {
        self.init(type: type, code: code, parameter: parameter, message: message, status: nil)
    }

    private init(type: String?, code: String?, parameter: String?, message: String?, status: Int?) {
        self.type = type
        self.code = code
        self.parameter = parameter
        self.message = message
        self.status = status
    }

    /// The error that the body of `response` holds, which was refused; nil when there is none that can be read.
    package init?(in response: ProviderResponse) {
        guard response.isComplete, response.body.count <= ProviderResponse.maximumBody else { return nil }
        let kind = response.header("x-amzn-errortype").first
        let error = try? JSONLineReader().value(from: .document(response.body[...])) { json in
            // Refused, so that the whole body may be the error.
            ProviderError(under: json) ?? ProviderError(of: json)
        }
        guard let error = error ?? nil else { return nil }
        self.init(
            type: error.type ?? kind.map { String($0.prefix { $0 != ":" }) }, code: error.code,
            parameter: error.parameter, message: error.message, status: error.status)
    }

    /// The error in a body or an event; nil when it is none.
    ///
    /// It is in the member `error`, as an object or as a text, or it is the event itself.
    init?(under json: JSONValue) {
        // Gemini puts it into a list.
        let json = json.elements.map { Array($0.prefix(1)) }?.first ?? json
        guard
            let outer = try? StrictObject(json, passingOverAllBut: ["error", "type", "object"])
        else { return nil }
        if let inner = try? outer.optional("error", { $0 }) {
            if inner.saysAnything {
                self.init(of: inner)
                return
            }
            if let text = inner.text, !text.isEmpty {
                let around = ProviderError(of: json)
                self.init(
                    type: around?.type, code: around?.code, parameter: around?.parameter, message: Self.short(text),
                    status: around?.status)
                return
            }
        }
        let isError = [try? outer.optionalText("type"), try? outer.optionalText("object")].contains("error")
        guard isError else { return nil }
        self.init(of: json)
    }

    private static let fields: [FieldName] = [
        "type", "__type", "error_type", "code", "param", "message", "detail", "status", "status_code", "statusCode",
    ]

    /// The error that an object is; nil when it is no object, or says something twice.
    init?(of json: JSONValue) {
        guard let object = try? StrictObject(json, passingOverAllBut: Self.fields) else { return nil }
        func word(_ names: FieldName...) -> String? {
            for name in names {
                if let value = try? object.optional(name, { $0.text ?? $0.number }), let text = value ?? nil {
                    return Self.short(text)
                }
            }
            return nil
        }
        let code = word("code")
        let status = [word("status"), word("status_code"), word("statusCode"), code].lazy
            .compactMap { $0.flatMap { Int($0) } }.first { 400...599 ~= $0 }
        self.init(
            type: word("type", "__type", "error_type"), code: code, parameter: word("param"),
            message: word("message", "detail"), status: status)
    }

    /// The longest text that is kept, in characters.
    private static let longest = 1_000

    private static func short(_ text: String) -> String {
        text.utf8.count <= longest ? text : String(text.prefix(longest))
    }
}

extension JSONValue {
    /// Whether it is an object with a member that is not null.
    fileprivate var saysAnything: Bool {
        guard var members = namesAndValues else { return false }
        while members.next() != nil, let value = members.next() {
            if !value.isNull { return true }
        }
        return false
    }
}
