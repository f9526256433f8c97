/// What a service replied to a call.
public struct ResponseBody: Hashable, Sendable {
    /// The HTTP status, 100 to 599.
    public var status: Int
    /// The media type without parameters, in lower case: `application/json`.
    public var contentType: String
    /// The body; what is not UTF-8 is replaced by U+FFFD.
    public var text: String
    /// Whether a budget cut it short.
    public var isTruncated: Bool

    public init(status: Int, contentType: String, text: String, isTruncated: Bool = false) {
        self.status = status
        self.contentType = contentType
        self.text = text
        self.isTruncated = isTruncated
    }

    /// The same as a table of one row.
    public var table: ResultSet {
        ResultSet(
            columns: ["status", "content_type", "body"],
            rows: [[.integer(Int64(status)), .text(contentType), .text(text)]], isTruncated: isTruncated)
    }

    /// The memory it takes, estimated.
    package var bytes: Int { contentType.utf8.count + text.utf8.count + 64 }

    /// Writes the members that an answer says of it: the object `response`. The body is a text there, whatever its type:
    /// what a service sends is data.
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member(
            "response",
            object: { response in
                response.member("status", status)
                response.member("content_type", contentType)
                response.member("body", text)
            })
    }
}
