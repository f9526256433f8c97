import NIOCore
import NIOHTTP1
import ToolRouter
import ToolRouterFormats

/// Bodies of requests.
extension ServiceResponder {
    /// What the body of `call` says, which must be said to be JSON: a form of a web page can't say so, and no page of
    /// another origin without asking first (fetch.spec.whatwg.org, section 3.2.2).
    func body<Body: JSONReadable>(of call: HTTPCall, as type: Body.Type) throws(RouterError) -> Body {
        try requireJSON(call)
        do throws(FileError.Reason) {
            return try bodies.read(type, from: Array(call.body.readableBytesView))
        } catch {
            let place = error.field.map { "`\($0)`: " } ?? ""
            let problem = error.expected.map { "found \(error.found), expected \($0)" } ?? error.found
            throw RouterError(.malformedRequest, at: .admit, "the body: \(place)\(problem)", hint: error.remedy)
        }
    }

    /// - Throws: `unsupported_media_type` unless the body is said to be JSON, as it is.
    func requireJSON(_ call: HTTPCall) throws(RouterError) {
        let types = call.headers["content-type"]
        guard types.count == 1, Self.isJSON(types[0]) else {
            throw RouterError(
                .unsupportedMediaType, at: .admit, "the body is not said to be JSON",
                hint: "send it with content-type: application/json")
        }
        // RFC 9110, section 8.4: what is said to be compressed must not be read as if it were not.
        guard call.headers["content-encoding"].allSatisfy({ $0.lowercased() == "identity" }) else {
            throw RouterError(
                .unsupportedMediaType, at: .admit, "the body is said to be encoded",
                hint: "send it as it is, uncompressed")
        }
    }

    /// Whether a `content-type` names JSON in UTF-8, the only encoding that it has (RFC 8259, section 8.1).
    static func isJSON(_ type: String) -> Bool {
        if type == "application/json" { return true }
        let parts = type.split(separator: ";", omittingEmptySubsequences: false).map { part in
            part.drop { $0 == " " || $0 == "\t" }.lowercased()
        }
        guard let name = parts.first?.prefix(while: { $0 != " " && $0 != "\t" }), name == "application/json" else {
            return false
        }
        return parts.dropFirst().allSatisfy { parameter in
            !parameter.hasPrefix("charset=") || ["charset=utf-8", "charset=\"utf-8\""].contains(parameter)
        }
    }
}
