import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import ToolRouter
import ToolRouterTools

/// Reads what a service answers, no further than its endpoint allows.
enum ServiceResponse {
    /// The reply to a call of `endpoint`. The body of one that is no success is not read.
    static func read(
        _ response: HTTPClientResponse, of endpoint: RESTEndpoint
    ) async throws -> Result<ResponseBody, RouterError> {
        var reply = ResponseBody(
            status: Int(clamping: response.status.code), contentType: mediaType(response.headers), text: "")
        guard 200..<300 ~= reply.status else { return .success(reply) }
        guard isPlain(response.headers) else {
            return .failure(
                .service(.serviceUnreadable, of: endpoint.name, "answered in an encoding that was not asked for"))
        }
        var body: [UInt8] = []
        for try await part in response.body {
            let room = endpoint.responseBytes - body.count
            body += part.readableBytesView.prefix(room)
            guard part.readableBytes <= room else {
                reply.isTruncated = true
                break
            }
        }
        if reply.isTruncated { body.removeLast(incompleteBytes(at: body)) }
        reply.text = String(decoding: body, as: UTF8.self)
        return .success(reply)
    }

    /// The media type without parameters, in small letters; empty where there is none.
    private static func mediaType(_ headers: HTTPHeaders) -> String {
        let value = headers.first(name: "content-type") ?? ""
        return value.prefix { $0 != ";" }.trimmingBlanks.lowercased()
    }

    /// Whether the body is neither compressed nor in another character set than UTF-8.
    private static func isPlain(_ headers: HTTPHeaders) -> Bool {
        let codings = headers[canonicalForm: "content-encoding"].filter { $0.lowercased() != "identity" }
        let parameters = (headers.first(name: "content-type") ?? "").split(separator: ";").dropFirst()
        let charsets = parameters.map { $0.trimmingBlanks.lowercased() }.filter { $0.hasPrefix("charset=") }
            .map { $0.dropFirst(8).filter { $0 != "\"" } }
        return codings.isEmpty && charsets.allSatisfy { $0 == "utf-8" || $0 == "us-ascii" || $0 == "utf8" }
    }

    /// The bytes at the end that begin a character of UTF-8 and do not end it.
    private static func incompleteBytes(at body: [UInt8]) -> Int {
        guard let start = body.suffix(4).lastIndex(where: { $0 & 0b1100_0000 != 0b1000_0000 }) else { return 0 }
        let length =
            switch body[start] {
            case 0xf0...: 4
            case 0xe0...: 3
            case 0xc0...: 2
            default: 1
            }
        return body.count - start < length ? body.count - start : 0
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
