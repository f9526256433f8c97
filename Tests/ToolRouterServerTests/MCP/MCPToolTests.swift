import Foundation
import NIOHTTP1
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// What calls of tools come to.
@Suite struct MCPToolTests {
    @Test func `the tools stand in one order, each with schemas of its own`() async throws {
        let world = try ServiceWorld()
        let first = await world.send(MCPWorld.message("tools/list"), headers: MCPWorld.headers("tools/list"))
        let tools = try #require(first.result["tools"] as? [[String: Any]])
        #expect(tools.compactMap { $0["name"] as? String } == ["ask", "sql", "explain"])
        #expect(
            tools.map { ($0["inputSchema"] as? [String: Any])?["required"] as? [String] } == [
                ["question"], ["sql"], ["request_id"],
            ])
        for tool in tools {
            #expect((tool["inputSchema"] as? [String: Any])?["type"] as? String == "object")
            #expect((tool["inputSchema"] as? [String: Any])?["additionalProperties"] as? Bool == false)
            #expect((tool["outputSchema"] as? [String: Any])?["type"] as? String == "object")
            #expect((tool["description"] as? String)?.isEmpty == false)
            #expect((tool["annotations"] as? [String: Any])?["readOnlyHint"] as? Bool == true)
        }
        let again = await world.send(MCPWorld.message("tools/list"), headers: MCPWorld.headers("tools/list"))
        #expect(first.text == again.text)
        await world.live.close()
    }

    /// Texts that differ from one request to the next in names and times only.
    private func comparable(_ json: [String: Any]) -> NSDictionary {
        var json = json
        for name in ["request_id", "latency_ms", "trace_id", "instance"] { json[name] = nil }
        return json as NSDictionary
    }

    /// A question, or a plan and the question that it is a statement of; and what is expected of both.
    struct Pair: CustomTestStringConvertible, Sendable {
        let name: String
        let tool: String
        let arguments: String
        let query: String
        let status: Int

        var testDescription: String { name }
    }

    @Test(arguments: [
        Pair(
            name: "a question", tool: "ask", arguments: #"{"question":"Who are they?"}"#,
            query: #"{"question":"Who are they?"}"#, status: 200),
        Pair(
            name: "a question with everything", tool: "ask",
            arguments: #"{"question":"Who?","database":"shop","bypass_cache":true}"#,
            query: #"{"question":"Who?","database":"shop","bypass_cache":true}"#, status: 200),
        Pair(
            name: "an empty question", tool: "ask", arguments: #"{"question":" "}"#, query: #"{"question":" "}"#,
            status: 400),
        Pair(
            name: "an unknown database", tool: "ask", arguments: #"{"question":"Who?","database":"b"}"#,
            query: #"{"question":"Who?","database":"b"}"#, status: 400),
        Pair(
            name: "a statement", tool: "sql", arguments: #"{"sql":"SELECT name FROM customer ORDER BY 1"}"#,
            query: #"{"question":"SELECT name FROM customer ORDER BY 1"}"#, status: 200),
        Pair(
            name: "a statement that is refused", tool: "sql", arguments: #"{"sql":"SELECT code FROM secret"}"#,
            query: #"{"question":"SELECT code FROM secret"}"#, status: 422),
    ])
    func `a tool returns what a question is answered`(_ pair: Pair) async throws {
        let world = try ServiceWorld { $0.router.cache = nil }
        let query = await world.reply(.POST, "/v1/query", pair.query)
        let call = await world.call(pair.tool, pair.arguments)
        #expect(query.status == pair.status && call.status == 200)
        #expect(comparable(call.structured) == comparable(query.json), "\(call.text) \(query.text)")
        #expect(call.result["isError"] as? Bool == (pair.status != 200))
        let content = try #require(call.content)
        let text = try JSONSerialization.jsonObject(with: Data(content.utf8)) as? NSDictionary
        #expect(text == call.structured as NSDictionary)
        let old = await world.send(
            MCPWorld.oldMessage("tools/call", #"{"name":"\#(pair.tool)","arguments":\#(pair.arguments)}"#))
        #expect(comparable(old.structured) == comparable(query.json))
        #expect(old.result["resultType"] == nil && old.result["_meta"] == nil)
        await world.live.close()
    }

    @Test func `a plan of one's own asks no planner`() async throws {
        let world = try ServiceWorld()
        let reply = await world.call("sql", #"{"sql":"SELECT count(*) FROM customer"}"#)
        #expect(reply.structured["source"] as? String == "raw")
        #expect(reply.structured["rows"] as? [[Int]] == [[3]])
        #expect(world.planner.calls == 0)
        await world.live.close()
    }

    @Test(arguments: [
        ("a missing argument", "sql", "{}"), ("null for a missing one", "sql", #"{"sql":null}"#),
        ("a number for a text", "sql", #"{"sql":1}"#), ("a list for a text", "ask", #"{"question":["a"]}"#),
        ("an unknown argument", "sql", #"{"sql":"SELECT 1","limit":1}"#),
        ("a text for a truth value", "ask", #"{"question":"a","bypass_cache":"yes"}"#),
        ("a tenant, which is the key's business", "ask", #"{"question":"a","tenant":"b"}"#),
        ("a number for an id", "explain", #"{"request_id":7}"#),
        ("an id that never was", "explain", #"{"request_id":"q-0"}"#),
    ])
    func `wrong arguments are told to the model`(name: String, tool: String, arguments: String) async throws {
        let world = try ServiceWorld()
        let reply = await world.call(tool, arguments)
        #expect(reply.status == 200 && reply.rpcCode == nil, "\(name)")
        #expect(reply.result["isError"] as? Bool == true)
        #expect(reply.structured["code"] as? String == "argument_invalid", "\(reply.text)")
        #expect(reply.structured["instance"] as? String == "urn:toolrouter:request:\(reply.id)")
        #expect(reply.structured["hint"] as? String != nil)
        #expect(world.planner.calls == 0)
        await world.live.close()
    }

    @Test func `arguments may be absent where none is needed, and null where one may be left out`() throws {
        let inputs = [ToolInput("a", .text(atMost: 9), "", isRequired: false)]
        #expect(try ToolArguments([:], for: inputs).values.isEmpty)
        #expect(try ToolArguments(["a": .null], for: inputs).values.isEmpty)
    }

    @Test(arguments: [
        (ToolInput.Kind.integer(1...5), PlanArgument.number("9"), true), (.integer(1...5), .string("1"), false),
        (.number, .number("1.5"), true), (.number, .bool(true), false), (.choice(["a"]), .string("b"), true),
        (.choice(["a"]), .number("1"), false), (.object(nil), .object(["x": .list([])]), true),
        (.object(nil), .list([]), false), (.boolean, .bool(false), true), (.boolean, .number("1"), false),
        (.object([ToolInput("x", .number, "")]), .object(["x": .number("1")]), true),
        (.object([ToolInput("x", .number, "")]), .object([:]), false),
        (.object([ToolInput("x", .number, "")]), .object(["x": .number("1"), "y": .null]), false),
    ])
    func `kinds are checked, bounds are left to the tool`(
        kind: ToolInput.Kind, value: PlanArgument, isTaken: Bool
    ) {
        let arguments = try? ToolArguments(["a": value], for: [ToolInput("a", kind, "")])
        #expect((arguments != nil) == isTaken)
        if isTaken { #expect(arguments?.values == ["a": value]) }
    }

    @Test func `a limit that is used up is a result with the headers of everybody`() async throws {
        let world = try ServiceWorld {
            $0.router.router.limits.ip = RateLimit(requests: 1, per: .seconds(60), burst: 1)
        }
        let first = await world.call("sql", #"{"sql":"SELECT 1"}"#)
        #expect(first.headers["ratelimit"].first?.hasPrefix(#""ip";r=0;t="#) == true)
        let second = await world.call("sql", #"{"sql":"SELECT 1"}"#)
        #expect(second.status == 200 && second.result["isError"] as? Bool == true)
        #expect(second.structured["code"] as? String == "rate_limited")
        #expect(second.structured["status"] as? Int == 429)
        #expect(second.headers["x-ratelimit-remaining"] == ["0"])
        #expect(second.headers["retry-after"].count == 1)
        await world.live.close()
    }

    // MARK: Asking back

    private static let noTool = #"{"tool": "none", "confidence": 0.9}"#
    private static let forms = #"{"elicitation":{"form":{}}}"#

    @Test(arguments: [
        ("{}", false), (#"{"elicitation":{}}"#, true), (forms, true), (#"{"elicitation":{"url":{}}}"#, false),
        (#"{"elicitation":true}"#, false), (#"{"sampling":{}}"#, false),
    ])
    func `a person is asked back by a client that can, and a model else`(
        capabilities: String, asks: Bool
    ) async throws {
        let world = try ServiceWorld()
        world.planner.say(.success(Self.noTool))
        let reply = await world.call("ask", #"{"question":"What?"}"#, capabilities: capabilities)
        #expect(reply.status == 200)
        #expect(reply.result["resultType"] as? String == (asks ? "input_required" : "complete"))
        if asks {
            let asked = try #require((reply.result["inputRequests"] as? [String: [String: Any]])?["question"])
            #expect(asked["method"] as? String == "elicitation/create")
            let params = try #require(asked["params"] as? [String: Any])
            #expect(params["mode"] as? String == "form" && params["message"] as? String != nil)
            #expect(reply.result["content"] == nil)
        } else {
            #expect(reply.structured["clarification"] as? String == "no_tool")
            #expect(reply.result["isError"] as? Bool == false)
        }
        await world.live.close()
    }

    @Test func `what a person says is the question then, and no word is cancelled`() async throws {
        let world = try ServiceWorld()
        func answer(_ reply: String) async -> Reply {
            await world.call(
                "ask", #"{"question":"What?"}"#, more: #","inputResponses":{"question":\#(reply)}"#,
                capabilities: Self.forms)
        }
        let said = await answer(#"{"action":"accept","content":{"question":"SELECT 7"}}"#)
        #expect(said.structured["rows"] as? [[Int]] == [[7]])
        for action in ["decline", "cancel"] {
            let silent = await answer(#"{"action":"\#(action)"}"#)
            #expect(silent.structured["code"] as? String == "cancelled" && silent.result["isError"] as? Bool == true)
        }
        for broken in [#"{"action":"accept"}"#, #"{"action":"accept","content":{"question":1}}"#, "7", "{}"] {
            #expect(await answer(broken).rpcCode == -32602, "\(broken)")
        }
        #expect(world.planner.calls == 0)
        await world.live.close()
    }

    // MARK: Explaining

    @Test func `what happened is told to whoever asked, and to nobody else`() async throws {
        let world = try ServiceWorld(hasKeys: true)
        let asked = await world.call("ask", #"{"question":"Who are they?"}"#, key: ServiceWorld.key)
        let id = try #require(asked.structured["request_id"] as? String)
        let own = await world.call("explain", #"{"request_id":"\#(id)"}"#, key: ServiceWorld.key)
        #expect(own.result["isError"] as? Bool == false, "\(own.text)")
        #expect(own.structured["request_id"] as? String == id)
        #expect(own.structured["outcome"] as? String == "answered")
        let trail = try #require(own.structured["trail"] as? [[String: Any]])
        #expect(
            trail.compactMap { $0["stage"] as? String } == [
                "admit", "route", "recall", "plan", "guard", "run", "settle",
            ])
        let other = await world.call("explain", #"{"request_id":"\#(id)"}"#, key: ServiceWorld.adminKey)
        let never = await world.call("explain", #"{"request_id":"q-never"}"#, key: ServiceWorld.adminKey)
        #expect(other.result["isError"] as? Bool == true)
        #expect(comparable(other.structured) == comparable(never.structured), "it is as unknown as one that never was")
        await world.live.close()
    }

    @Test func `refusals are explained, and questions that were asked with a trail`() async throws {
        let world = try ServiceWorld()
        let refused = await world.call("sql", #"{"sql":"SELECT code FROM secret"}"#)
        let explained = await world.call("explain", #"{"request_id":"\#(refused.id)"}"#)
        #expect(explained.structured["code"] as? String == "table_denied")
        #expect(explained.structured["outcome"] as? String == "refused")
        let asked = await world.ask("Who are they?", #", "trail": true"#)
        #expect(await world.call("explain", #"{"request_id":"\#(asked.id)"}"#).result["isError"] as? Bool == false)
        let silent = await world.ask("Who are they?")
        #expect(await world.call("explain", #"{"request_id":"\#(silent.id)"}"#).result["isError"] as? Bool == true)
        await world.live.close()
    }
}
