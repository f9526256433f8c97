package import ToolRouter

/// How one call of a planner ended.
package enum RecordedOutcome: Hashable, Sendable {
    /// The model answered: its text as it came, so that broken output is replayed as broken. The usage is in disjoint
    /// buckets, however the provider counts; without one nobody knows how many tokens it took.
    case reply(content: String, usage: TokenUsage?, finishReason: String?)
    /// There was no answer; `retryAfter` is what the provider asked for, the usage what it charged all the same. Without a
    /// usage it is that of the kind: none where the provider refused, else nobody knows.
    case error(RecordedErrorKind, retryAfter: Duration?, usage: TokenUsage? = nil)
}

/// Why a call of a planner brought no answer.
package enum RecordedErrorKind: Hashable, Sendable {
    /// An HTTP status from 100 to 599; a success is one without a reply that can be read.
    case http(status: Int)
    case timeout
    case connection
    /// The planner could not be asked at all.
    case unavailable
}

/// The member `error` of a recorded attempt.
struct RecordedFailure: JSONReadable {
    let kind: RecordedErrorKind
    let retryAfter: Duration?

    init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: ["kind", "status", "retry_after_us"])
        let name = try object.text("kind")
        let status = try object.optionalInteger("status", in: HTTPStatus.range)
        switch (name, status) {
        case ("http", let status?): kind = .http(status: Int(status))
        case ("http", nil):
            throw object.fault(
                "status", found: "nothing", expected: "an HTTP status", remedy: "add the field, or correct `kind`")
        case ("timeout", nil): kind = .timeout
        case ("connection", nil): kind = .connection
        case ("unavailable", nil): kind = .unavailable
        case ("timeout", .some), ("connection", .some), ("unavailable", .some):
            throw object.fault(
                "status", found: "a status of a \(name) error", expected: "no status",
                remedy: "remove it, or correct `kind`")
        default:
            throw object.fault(
                "kind", found: "the text \"\(Excerpt.of(name))\"", expected: "http, timeout, connection or unavailable",
                remedy: "correct the kind")
        }
        retryAfter = try object.optionalDuration("retry_after_us")
    }

    static func write(_ kind: RecordedErrorKind, retryAfter: Duration?, to writer: inout JSONWriter) {
        switch kind {
        case .http(let status):
            writer.member("kind", "http")
            writer.member("status", status)
        case .timeout: writer.member("kind", "timeout")
        case .connection: writer.member("kind", "connection")
        case .unavailable: writer.member("kind", "unavailable")
        }
        writer.optionalMember("retry_after_us", retryAfter)
    }
}

/// The status codes of RFC 9110, section 15.
enum HTTPStatus {
    static let range: ClosedRange<Int64> = 100...599
}
