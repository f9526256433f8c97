import Foundation
import NIOHTTP1
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// What each message is answered with, by status and code.
@Suite struct MCPMessageTests {
    /// A message, and what it gets.
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        var method = HTTPMethod.POST
        let body: String
        var headers: HTTPHeaders = [:]
        let status: Int
        /// The code of the error by JSON-RPC; nil where there is none.
        var code: Int?
        /// The code of the problem document; nil where it is none.
        var problem: ErrorCode?

        var testDescription: String { name }
    }

    private static let list = MCPWorld.message("tools/list")
    private static let call = MCPWorld.message("tools/call", #""name":"sql","arguments":{"sql":"SELECT 1"}"#)
    private static let listing = MCPWorld.headers("tools/list")
    private static let calling = MCPWorld.headers("tools/call", name: "sql")

    private static func replacing(_ headers: HTTPHeaders, _ name: String, _ value: String) -> HTTPHeaders {
        var headers = headers
        headers.replaceOrAdd(name: name, value: value)
        return headers
    }

    private static func without(_ headers: HTTPHeaders, _ name: String) -> HTTPHeaders {
        var headers = headers
        headers.remove(name: name)
        return headers
    }

    private static func twice(_ headers: HTTPHeaders, _ name: String) -> HTTPHeaders {
        var headers = headers
        headers.add(name: name, value: headers[name][0])
        return headers
    }

    static let stateless = [
        Row(
            name: "what the server is", body: MCPWorld.message("server/discover"),
            headers: MCPWorld.headers("server/discover"), status: 200),
        Row(name: "the tools", body: list, headers: listing, status: 200),
        Row(name: "a call", body: call, headers: calling, status: 200),
        Row(
            name: "a name in Base64", body: call, headers: replacing(calling, "Mcp-Name", "=?base64?c3Fs?="),
            status: 200),
        Row(
            name: "Base64 with bits that nobody writes", body: call,
            headers: replacing(calling, "Mcp-Name", "=?base64?c3Ft?="), status: 400, code: -32020),
        Row(
            name: "broken Base64", body: call, headers: replacing(calling, "Mcp-Name", "=?base64?c3F?="), status: 400,
            code: -32020),
        Row(
            name: "no version header", body: list, headers: without(listing, "MCP-Protocol-Version"), status: 400,
            code: -32020),
        Row(
            name: "another version in the header", body: list,
            headers: replacing(listing, "MCP-Protocol-Version", "2025-11-25"), status: 400, code: -32020),
        Row(
            name: "an unknown version in the header alone", body: list,
            headers: replacing(listing, "MCP-Protocol-Version", "2027-01-01"), status: 400, code: -32020),
        Row(
            name: "the version header twice", body: list, headers: twice(listing, "MCP-Protocol-Version"), status: 400,
            code: -32020),
        Row(name: "no method header", body: list, headers: without(listing, "Mcp-Method"), status: 400, code: -32020),
        Row(
            name: "another method header", body: list, headers: replacing(listing, "Mcp-Method", "tools/call"),
            status: 400, code: -32020),
        Row(
            name: "a method header in capitals", body: list, headers: replacing(listing, "Mcp-Method", "Tools/List"),
            status: 400, code: -32020),
        Row(
            name: "the method header twice", body: list, headers: twice(listing, "Mcp-Method"), status: 400,
            code: -32020),
        Row(name: "no name header", body: call, headers: without(calling, "Mcp-Name"), status: 400, code: -32020),
        Row(
            name: "another name header", body: call, headers: replacing(calling, "Mcp-Name", "ask"), status: 400,
            code: -32020),
        Row(name: "the name header twice", body: call, headers: twice(calling, "Mcp-Name"), status: 400, code: -32020),
        Row(
            name: "an unknown version", body: list.replacing(MCPWorld.stateless, with: "2027-01-01"),
            headers: replacing(listing, "MCP-Protocol-Version", "2027-01-01"), status: 400, code: -32022),
        Row(
            name: "an unknown version without an envelope", body: MCPWorld.oldMessage("tools/list"),
            headers: ["MCP-Protocol-Version": "1"], status: 400, code: -32022),
        Row(
            name: "no envelope", body: MCPWorld.oldMessage("tools/list"), headers: listing, status: 400, code: -32602),
        Row(
            name: "no capabilities", body: list.replacing("clientCapabilities", with: "other"), headers: listing,
            status: 400, code: -32602),
        Row(
            name: "an unknown method", body: MCPWorld.message("resources/list"),
            headers: MCPWorld.headers("resources/list"), status: 404, code: -32601),
        Row(
            name: "the handshake of before", body: MCPWorld.message("initialize"),
            headers: MCPWorld.headers("initialize"), status: 404, code: -32601),
        Row(
            name: "a ping of before", body: MCPWorld.message("ping"), headers: MCPWorld.headers("ping"), status: 404,
            code: -32601),
        Row(
            name: "a page of the list that there is not", body: MCPWorld.message("tools/list", #""cursor":"2""#),
            headers: listing, status: 400, code: -32602),
        Row(
            name: "an unknown tool", body: MCPWorld.message("tools/call", #""name":"drop","arguments":{}"#),
            headers: MCPWorld.headers("tools/call", name: "drop"), status: 400, code: -32602),
        Row(
            name: "a call without a name", body: MCPWorld.message("tools/call", #""arguments":{}"#),
            headers: MCPWorld.headers("tools/call"), status: 400, code: -32602),
        Row(
            name: "arguments that are a list", body: MCPWorld.message("tools/call", #""name":"sql","arguments":[1]"#),
            headers: calling, status: 400, code: -32602),
        Row(
            name: "a reply to nothing that was asked",
            body: MCPWorld.message(
                "tools/call", #""name":"ask","arguments":{"question":"a"},"inputResponses":{"x":1}"#),
            headers: MCPWorld.headers("tools/call", name: "ask"), status: 400, code: -32602),
        Row(
            name: "a notification",
            body: #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#,
            headers: ["MCP-Protocol-Version": MCPWorld.stateless], status: 202),
        Row(
            name: "a notification of an unknown version",
            body: #"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#,
            headers: ["MCP-Protocol-Version": "x"], status: 400, code: -32022),
    ]

    static let handshake = [
        Row(
            name: "an introduction",
            body: MCPWorld.oldMessage(
                "initialize",
                #"{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a","version":"1"}}"#),
            status: 200),
        Row(
            name: "an introduction without a version", body: MCPWorld.oldMessage("initialize"), status: 200,
            code: -32602),
        Row(
            name: "the end of an introduction", body: #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            headers: ["MCP-Protocol-Version": MCPWorld.handshake], status: 202),
        Row(name: "a ping", body: MCPWorld.oldMessage("ping"), status: 200),
        Row(
            name: "the tools of before", body: MCPWorld.oldMessage("tools/list"),
            headers: ["MCP-Protocol-Version": "2025-06-18"], status: 200),
        Row(name: "the tools without a version", body: MCPWorld.oldMessage("tools/list"), status: 200),
        Row(
            name: "a call of before",
            body: MCPWorld.oldMessage("tools/call", #"{"name":"sql","arguments":{"sql":"SELECT 1"}}"#),
            headers: ["MCP-Protocol-Version": MCPWorld.handshake], status: 200),
        Row(
            name: "an unknown method of before", body: MCPWorld.oldMessage("resources/list"), status: 200, code: -32601),
        Row(
            name: "an unknown tool of before", body: MCPWorld.oldMessage("tools/call", #"{"name":"x"}"#), status: 200,
            code: -32602),
        Row(name: "parameters that are null", body: MCPWorld.oldMessage("ping", "null"), status: 200),
    ]

    private static let deep = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)

    static let hostile = [
        Row(name: "no body", body: "", headers: ["content-type": "application/json"], status: 400, code: -32700),
        Row(name: "no JSON", body: "{", status: 400, code: -32700),
        Row(name: "two values", body: "{} {}", status: 400, code: -32700),
        Row(
            name: "half of a surrogate pair", body: #"{"jsonrpc":"2.0","id":1,"method":"\ud800"}"#, status: 400,
            code: -32700),
        Row(name: "too deep", body: MCPWorld.oldMessage("ping", #"{"a":\#(deep)}"#), status: 400, code: -32700),
        Row(name: "a batch", body: "[\(MCPWorld.oldMessage("ping"))]", status: 400, code: -32600),
        Row(name: "an empty batch", body: "[]", status: 400, code: -32600),
        Row(name: "a number", body: "1", status: 400, code: -32600),
        Row(name: "null", body: "null", status: 400, code: -32600),
        Row(name: "a name twice", body: #"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#, status: 400, code: -32600),
        Row(
            name: "a name twice deep inside",
            body: MCPWorld.oldMessage("tools/call", #"{"name":"sql","arguments":{"sql":"SELECT 1","sql":"SELECT 2"}}"#),
            status: 400, code: -32600),
        Row(
            name: "more values than a plan may hold",
            body: MCPWorld.oldMessage(
                "ping", #"{"a":[\#(Array(repeating: "1", count: 10_001).joined(separator: ","))]}"#),
            status: 400, code: -32600),
        Row(
            name: "another version of JSON-RPC", body: #"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, status: 400,
            code: -32600),
        Row(name: "no version of JSON-RPC", body: #"{"id":1,"method":"ping"}"#, status: 400, code: -32600),
        Row(name: "no method", body: #"{"jsonrpc":"2.0","id":1}"#, status: 400, code: -32600),
        Row(
            name: "a method that is a number", body: #"{"jsonrpc":"2.0","id":1,"method":7}"#, status: 400, code: -32600),
        Row(
            name: "a method that is too long",
            body: MCPWorld.oldMessage(String(repeating: "m", count: 257)), status: 400, code: -32600),
        Row(name: "a list of parameters", body: MCPWorld.oldMessage("ping", "[]"), status: 400, code: -32600),
        Row(name: "an id that is null", body: MCPWorld.oldMessage("ping", id: "null"), status: 400, code: -32600),
        Row(name: "an id with a fraction", body: MCPWorld.oldMessage("ping", id: "1.5"), status: 400, code: -32600),
        Row(name: "an id with an exponent", body: MCPWorld.oldMessage("ping", id: "1e3"), status: 400, code: -32600),
        Row(name: "an id that is a list", body: MCPWorld.oldMessage("ping", id: "[1]"), status: 400, code: -32600),
        Row(
            name: "an id that is too long",
            body: MCPWorld.oldMessage("ping", id: "\"\(String(repeating: "i", count: 257))\""),
            status: 400, code: -32600),
        Row(name: "an answer to nothing", body: #"{"jsonrpc":"2.0","id":1,"result":{}}"#, status: 400, code: -32600),
    ]

    static let outside = [
        Row(name: "a stream", method: .GET, body: "", status: 405, problem: .methodNotAllowed),
        Row(name: "the end of a session", method: .DELETE, body: "", status: 405, problem: .methodNotAllowed),
        Row(name: "a question of a browser", method: .OPTIONS, body: "", status: 405, problem: .methodNotAllowed),
        Row(
            name: "a form", body: list, headers: replacing(listing, "content-type", "text/plain"), status: 415,
            problem: .unsupportedMediaType),
        Row(
            name: "a page of another origin", body: list,
            headers: replacing(listing, "origin", "https://evil.example"), status: 403, problem: .forbidden),
        Row(
            name: "a page without an origin of its own", body: list, headers: replacing(listing, "origin", "null"),
            status: 403, problem: .forbidden),
        Row(
            name: "a page of the same name by another port", body: list,
            headers: replacing(replacing(listing, "host", "localhost:8080"), "origin", "http://localhost:9090"),
            status: 403,
            problem: .forbidden),
        Row(
            name: "the service's own page", body: list,
            headers: replacing(replacing(listing, "host", "localhost:8080"), "origin", "http://localhost:8080"),
            status: 200),
    ]

    @Test(arguments: stateless + handshake + hostile + outside)
    func `each message has its status and its code`(_ row: Row) async throws {
        let world = try ServiceWorld()
        let reply = await world.reply(row.method, "/mcp", row.body, headers: row.headers)
        #expect(reply.status == row.status, "\(reply.text)")
        #expect(reply.rpcCode == row.code, "\(reply.text)")
        #expect(reply.headers["x-request-id"] == [reply.id.text])
        #expect(reply.headers["mcp-session-id"].isEmpty)
        if let problem = row.problem {
            #expect(reply.code == problem.rawValue)
        } else if row.status == 202 {
            #expect(reply.text.isEmpty)
        } else {
            #expect(reply.json["jsonrpc"] as? String == "2.0")
            #expect(reply.headers["content-type"] == ["application/json"])
            #expect((reply.json["result"] == nil) == (row.code != nil))
        }
        if row.status == 405 { #expect(reply.headers["allow"] == ["POST"]) }
        await world.live.close()
    }

    @Test func `an origin counts with a key, too, and may be configured`() async throws {
        let world = try ServiceWorld(hasKeys: true) { $0.http.origins = ["https://chat.example.org"] }
        var statuses: [Int] = []
        for origin in ["https://chat.example.org", "https://chat.example.org:8443", "https://evil.example"] {
            var headers = Self.listing
            headers.add(name: "origin", value: origin)
            statuses.append(await world.send(Self.list, headers: headers, key: ServiceWorld.key).status)
        }
        #expect(statuses == [200, 403, 403])
        #expect(await world.send(Self.list, headers: Self.listing).status == 401)
        await world.live.close()
    }

    @Test(arguments: [
        "1", "-7", "0", "9007199254740993", "123456789012345678901234567890", #""a""#, #""""#, #""ü \" \n 🎤""#,
    ])
    func `an id comes back as it was`(id: String) async throws {
        let world = try ServiceWorld()
        for body in [MCPWorld.oldMessage("ping", id: id), MCPWorld.oldMessage("nothing", id: id)] {
            let reply = await world.send(body)
            #expect(reply.text.hasPrefix(#"{"jsonrpc":"2.0","id":\#(id),"#), "\(reply.text)")
        }
        await world.live.close()
    }

    @Test func `a version that is not spoken is told with those that are`() async throws {
        let world = try ServiceWorld()
        let reply = await world.send(
            MCPWorld.oldMessage("tools/list"), headers: ["MCP-Protocol-Version": "2027-01-01"])
        let data = try #require((reply.json["error"] as? [String: Any])?["data"] as? [String: Any])
        #expect(data["supported"] as? [String] == ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26"])
        #expect(data["requested"] as? String == "2027-01-01")
        await world.live.close()
    }

    @Test(arguments: [
        ("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"), ("2025-03-26", "2025-03-26"),
        ("2024-11-05", "2025-11-25"), ("2026-07-28", "2025-11-25"), ("2030-01-01", "2025-11-25"),
    ])
    func `an introduction is answered by the client's version, or by the newest that has one`(
        offered: String, answered: String
    ) async throws {
        let world = try ServiceWorld()
        let reply = await world.send(MCPWorld.oldMessage("initialize", #"{"protocolVersion":"\#(offered)"}"#))
        #expect(reply.result["protocolVersion"] as? String == answered)
        #expect((reply.result["serverInfo"] as? [String: Any])?["version"] as? String == "1.2.3")
        #expect((reply.result["capabilities"] as? [String: Any])?["tools"] != nil)
        #expect(reply.result["resultType"] == nil)
        await world.live.close()
    }

    @Test func `what is told of the server may be kept for a while, by whom depends on keys`() async throws {
        for hasKeys in [false, true] {
            let world = try ServiceWorld(hasKeys: hasKeys)
            for method in ["server/discover", "tools/list"] {
                let reply = await world.send(
                    MCPWorld.message(method), headers: MCPWorld.headers(method), key: hasKeys ? ServiceWorld.key : nil)
                #expect(reply.result["ttlMs"] as? Int == 300_000)
                #expect(reply.result["cacheScope"] as? String == (hasKeys ? "private" : "public"))
                #expect(reply.result["resultType"] as? String == "complete")
            }
            await world.live.close()
        }
    }
}
