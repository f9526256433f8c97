/// What a body is by its `Content-Type`, or by its first bytes where the type says nothing.
enum BodyForm: Hashable {
    /// One JSON document.
    case document
    /// Server-sent events.
    case stream
    /// Neither: the page of a proxy, say, or Amazon's binary event stream.
    case other

    /// The types that say nothing: plain servers put them on whatever they send.
    private static let vague = ["", "text/plain", "application/octet-stream", "binary/octet-stream"]

    init(of response: ProviderResponse) {
        let value = response.header("content-type").first ?? ""
        let type = value.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        switch type {
        case "application/json", "text/json": self = .document
        case "text/event-stream": self = .stream
        case _ where type.hasPrefix("application/") && type.hasSuffix("+json"): self = .document
        case _ where Self.vague.contains(type): self.init(sniffing: response.body)
        default: self = .other
        }
    }

    private init(sniffing body: [UInt8]) {
        let start = body.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        self = start == UInt8(ascii: "{") || start == UInt8(ascii: "[") ? .document : .stream
    }
}
