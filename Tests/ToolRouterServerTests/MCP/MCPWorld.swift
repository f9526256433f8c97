import Foundation
import NIOHTTP1
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// Messages of clients, as they write them in each era.
enum MCPWorld {
    static let stateless = "2026-07-28"
    static let handshake = "2025-11-25"

    /// What a client of 2026-07-28 says of itself.
    static func meta(_ version: String = stateless, capabilities: String = "{}") -> String {
        """
        "_meta":{"io.modelcontextprotocol/protocolVersion":"\(version)",\
        "io.modelcontextprotocol/clientInfo":{"name":"test","version":"1"},\
        "io.modelcontextprotocol/clientCapabilities":\(capabilities)}
        """
    }

    /// A request of 2026-07-28.
    static func message(_ method: String, _ params: String = "", id: String = "1", capabilities: String = "{}")
        -> String
    {
        let params = params.isEmpty ? "" : "," + params
        return """
            {"jsonrpc":"2.0","id":\(id),"method":"\(method)","params":{\(meta(capabilities: capabilities))\(params)}}
            """
    }

    /// The headers that go with it.
    static func headers(_ method: String, name: String? = nil) -> HTTPHeaders {
        var headers: HTTPHeaders = ["MCP-Protocol-Version": stateless, "Mcp-Method": method]
        if let name { headers.add(name: "Mcp-Name", value: name) }
        return headers
    }

    /// A request of 2025-11-25.
    static func oldMessage(_ method: String, _ params: String = "{}", id: String = "1") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
    }
}

extension ServiceWorld {
    /// Sends one message.
    func send(_ body: String, headers: HTTPHeaders = [:], key: String? = nil) async -> Reply {
        await reply(.POST, "/mcp", body, headers: headers, key: key)
    }

    /// Calls a tool in the newer way.
    func call(
        _ tool: String, _ arguments: String, more: String = "", capabilities: String = "{}", key: String? = nil
    ) async -> Reply {
        await send(
            MCPWorld.message(
                "tools/call", #""name":"\#(tool)","arguments":\#(arguments)\#(more)"#, capabilities: capabilities),
            headers: MCPWorld.headers("tools/call", name: tool), key: key)
    }
}

extension Reply {
    /// The result of a message.
    var result: [String: Any] { json["result"] as? [String: Any] ?? [:] }
    /// The code of an error by JSON-RPC.
    var rpcCode: Int? { (json["error"] as? [String: Any])?["code"] as? Int }
    /// What a tool returned.
    var structured: [String: Any] { result["structuredContent"] as? [String: Any] ?? [:] }
    /// What a tool returned as text.
    var content: String? { (result["content"] as? [[String: Any]])?.first?["text"] as? String }
}
