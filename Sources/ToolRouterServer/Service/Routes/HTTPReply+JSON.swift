import NIOCore
import NIOHTTP1
import ToolRouter

extension HTTPReply {
    /// A reply that is one JSON object, which `body` writes.
    static func json(_ status: HTTPResponseStatus = .ok, _ body: (inout JSONWriter) -> Void) -> HTTPReply {
        var writer = JSONWriter()
        writer.object(body)
        return HTTPReply(
            status: status, headers: ["content-type": "application/json"], body: ByteBuffer(bytes: writer.utf8))
    }
}
