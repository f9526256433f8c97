/// One exchange with a provider as a recorder of HTTP keeps it: what was asked, and what came back.
package struct HTTPExchange: Hashable, Sendable {
    /// Whom it was sent to.
    package let address: ExchangeAddress
    /// What was asked.
    package let request: ExchangeRequest
    /// What came back, whole.
    package let response: ProviderResponse
}

extension HTTPExchange: JSONReadable {
    private static let fields: [FieldName] = [
        "uri", "request_body", "status", "response_headers", "response_body",
    ]

    /// Reads a line with `uri`, `status` and, where there are any, `request_body`, `response_headers` and `response_body`.
    package init(_ json: JSONValue) throws(FileError.Reason) {
        let line = try StrictObject(json, passingOverAllBut: Self.fields)
        let headers = try line.optional("response_headers") { json throws(FileError.Reason) in
            try json.dictionary { json throws(FileError.Reason) in try Self.values(json) }
        }
        address = ExchangeAddress(try line.text("uri"))
        request = ExchangeRequest(try line.optionalText("request_body") ?? "")
        response = ProviderResponse(
            status: Int(try line.integer("status", in: HTTPStatus.range)),
            headers: (headers ?? [:]).sorted { $0.key < $1.key }.flatMap { name, values in
                values.map { ProviderResponse.Header(name, $0) }
            },
            body: Array((try line.optionalText("response_body") ?? "").utf8))
    }

    /// A field of a head: its value, or several.
    private static func values(_ json: JSONValue) throws(FileError.Reason) -> [String] {
        if let text = json.text { return [text] }
        return try [String](json)
    }
}
