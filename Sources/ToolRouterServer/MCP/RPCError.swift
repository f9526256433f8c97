import NIOHTTP1
import ToolRouter

/// Why a message is answered with an error by JSON-RPC, and not by a result.
///
/// What a tool says, refusals of the router among it, is a result: a model has to see it. An error is about the message itself.
struct RPCError: Error, Hashable, Sendable {
    /// The codes of JSON-RPC 2.0, section 5.1, and those that MCP 2026-07-28 adds.
    enum Code: Int, Hashable, Sendable, CaseIterable {
        /// The body is no JSON.
        case parseError = -32700
        /// The body is JSON and no message.
        case invalidRequest = -32600
        /// There is no such method in the client's version of the protocol.
        case methodNotFound = -32601
        /// What the method is called with is wrong, or names a tool that there is not.
        case invalidParams = -32602
        /// The headers and the body say different things, or a header is missing.
        case headerMismatch = -32020
        /// The version of the protocol is none that is spoken here.
        case unsupportedVersion = -32022
    }

    /// The code.
    var code: Code
    /// One sentence for a person.
    var message: String
    /// The version that was asked for, of `unsupportedVersion`.
    var requested: String?

    init(_ code: Code, _ message: String, requested: String? = nil) {
        (self.code, self.message, self.requested) = (code, message, requested)
    }

    /// The status by which it leaves.
    ///
    /// To clients of the handshake a status other than 200 is a broken connection, unless what they sent was no message at all
    /// or of a version that is not spoken here.
    func status(to era: MCPEra) -> HTTPResponseStatus {
        switch code {
        case .parseError, .invalidRequest, .headerMismatch, .unsupportedVersion: .badRequest
        case .methodNotFound: era == .stateless ? .notFound : .ok
        case .invalidParams: era == .stateless ? .badRequest : .ok
        }
    }

    /// Writes the member `error`.
    func write(to writer: inout JSONWriter) {
        writer.member(
            "error",
            object: { writer in
                writer.member("code", code.rawValue)
                writer.member("message", message)
                guard let requested else { return }
                writer.member(
                    "data",
                    object: { writer in
                        writer.key("supported")
                        writer.array(MCPVersion.all)
                        writer.member("requested", requested)
                    })
            })
    }
}
