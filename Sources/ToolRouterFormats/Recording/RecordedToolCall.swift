import ToolRouter

/// One call of a tool, as it went.
package struct RecordedToolCall: Hashable, Sendable {
    /// How long the call took; never negative, kept in whole microseconds.
    package var latency: Duration
    /// The HTTP status from 100 to 599, of tools that have one.
    package var status: Int?
    /// What the tool answered, of tools whose answers are recorded.
    package var body: String?

    package init(latency: Duration, status: Int? = nil, body: String? = nil) {
        self.latency = latency
        self.status = status
        self.body = body
    }

    func write(to writer: inout JSONWriter) {
        writer.member("latency_us", Microseconds.of(latency))
        if let status { writer.member("status", status) }
        writer.optionalMember("body", body)
    }
}

extension RecordedToolCall: JSONReadable {
    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: ["latency_us", "status", "body"])
        latency = try object.duration("latency_us")
        status = try object.optionalInteger("status", in: HTTPStatus.range).map { Int($0) }
        body = try object.optionalText("body")
    }
}
