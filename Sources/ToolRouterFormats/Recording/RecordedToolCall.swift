package import ToolRouter

/// One call of a tool, as it went.
package struct RecordedToolCall: Hashable, Sendable {
    /// How long the call took; never negative, kept in whole microseconds.
    package var latency: Duration
    /// The HTTP status from 100 to 599, of tools that have one.
    package var status: Int?
    /// The media type of `body`, in lower case and without parameters; nil is the first that the endpoint may reply with.
    package var contentType: String?
    /// What the tool answered, of tools whose answers are recorded.
    package var body: String?
    /// Whether a limit cut `body` short.
    package var isTruncated: Bool
    /// Why there was no answer, of those that `errors` has.
    package var error: ErrorCode?
    /// The endpoint that was called; nil where that was not recorded, and any is meant.
    package var endpoint: String?
    /// What the plan said of its parameters, as texts; nil where that was not recorded, and any are meant.
    package var parameters: [String: String]?

    /// The errors that a service's call can end with.
    package static let errors: [ErrorCode] = [
        .addressDenied, .overloaded, .serviceFailed, .serviceRedirected, .serviceRejected, .serviceTimeout,
        .serviceUnreachable, .serviceUnreadable,
    ]

    package init(
        latency: Duration, status: Int? = nil, contentType: String? = nil, body: String? = nil,
        isTruncated: Bool = false, error: ErrorCode? = nil, endpoint: String? = nil, parameters: [String: String]? = nil
    ) {
        self.latency = latency
        self.status = status
        self.contentType = contentType
        self.body = body
        self.isTruncated = isTruncated
        self.error = error
        self.endpoint = endpoint
        self.parameters = parameters
    }

    /// Whether it says what came of the call.
    package var hasOutcome: Bool { status != nil || body != nil || error != nil }

    func write(to writer: inout JSONWriter) {
        writer.member("latency_us", Microseconds.of(latency))
        writer.optionalMember("endpoint", endpoint)
        if let parameters {
            writer.member(
                "parameters",
                object: { object in
                    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) { object.member(name, value) }
                })
        }
        if let status { writer.member("status", status) }
        writer.optionalMember("content_type", contentType)
        writer.optionalMember("body", body)
        if isTruncated { writer.member("truncated", true) }
        writer.optionalMember("error", error?.rawValue)
    }
}

extension RecordedToolCall: JSONReadable {
    private static let fields: [FieldName] = [
        "latency_us", "endpoint", "parameters", "status", "content_type", "body", "truncated", "error",
    ]

    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: Self.fields)
        latency = try object.duration("latency_us")
        endpoint = try object.optionalName("endpoint")
        parameters = try object.optional("parameters", as: [String: String].self)
        status = try object.optionalInteger("status", in: HTTPStatus.range).map { Int($0) }
        contentType = try object.optionalName("content_type")
        body = try object.optionalText("body")
        isTruncated = try object.flag("truncated")
        guard let word = try object.optionalText("error") else { return }
        guard let code = Self.errors.first(where: { $0.rawValue == word }) else {
            throw object.fault(
                "error", found: "the text \"\(Excerpt.of(word))\"",
                expected: Self.errors.map(\.rawValue).joined(separator: ", "), remedy: "correct the code")
        }
        guard status == nil, body == nil, contentType == nil else {
            throw object.fault(
                "error", found: "both a reply and an error", expected: "one of them", remedy: "remove the other one")
        }
        error = code
    }
}
