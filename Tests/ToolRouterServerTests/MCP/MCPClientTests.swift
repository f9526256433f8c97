import Foundation
import SQLSandbox
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// What the official Python client makes of a server, over a socket and in both generations of the protocol.
@Suite(
    .enabled(
        if: OutsidePython.has("mcp", "mcp_types"),
        "needs the official client: pip install 'mcp>=2.3', and TOOLROUTER_PYTHON if it is another Python than python3"
    ))
struct MCPClientTests {
    /// Lists the tools and calls them; the client validates each result against the schema that it was given. Prints one line for
    /// each thing that it saw.
    private static let client = """
        import asyncio, sys
        from mcp import Client, types
        url, mode, asks = sys.stdin.read().split()
        async def back(context, params):
            return types.ElicitResult(action='accept', content={'question': 'SELECT 7'})
        async def main():
            async with Client(url, mode=mode, elicitation_callback=back if asks == 'asks' else None) as client:
                print(client.protocol_version)
                print([tool.name for tool in (await client.list_tools()).tools])
                rows = await client.call_tool('sql', {'sql': 'SELECT name FROM customer ORDER BY id'})
                print(rows.is_error, rows.structured_content['rows'])
                refused = await client.call_tool('sql', {'sql': 'SELECT code FROM secret'})
                print(refused.is_error, refused.structured_content['code'])
                asked = (await client.call_tool('ask', {'question': 'What?'})).structured_content
                print(asked['outcome'], asked['rows'], asked['clarification'])
                told = (await client.call_tool('explain', {'request_id': asked['request_id']})).structured_content
                print(told['outcome'], told['trail'][-1]['stage'])
        asyncio.run(main())
        """

    @Test(arguments: [
        ("auto", "asks", "2026-07-28", "answered [[7]] None"), ("auto", "-", "2026-07-28", "clarification [] no_tool"),
        ("legacy", "asks", "2025-11-25", "clarification [] no_tool"),
        ("legacy", "-", "2025-11-25", "clarification [] no_tool"),
    ])
    func `the official client lists the tools, calls them, and asks back where it can`(
        mode: String, asks: String, version: String, asked: String
    ) async throws {
        let folder = try OutputFolder.scratch()
        let script = folder.path + "/shop.sql"
        try OutputFile.write(
            """
            CREATE TABLE customer(id INTEGER PRIMARY KEY, name TEXT);
            INSERT INTO customer VALUES (1, 'Ada'), (2, 'Grace');
            CREATE TABLE secret(code TEXT);

            """, to: script)
        var router = RouterSettings(
            databases: [("shop", script)], planner: PlannerSettings(name: "planner", model: "model-a"))
        router.sql.tables = .only(["customer"])
        let settings = ServerSettings(file: "server.yaml", directory: folder.path, router: router)
        let planner = SayingPlanner()
        planner.say(.success(#"{"tool": "none", "confidence": 0.9}"#))
        let served = try await ServedRouter(settings, observer: Silence()) { _ in PlannerSet(planners: [planner]) }
        let input = "http://127.0.0.1:\(served.port)/mcp \(mode) \(asks)"
        let result = try await BlockingWork.run { Result { try OutsidePython.run(Self.client, input: input) } }.get()
        try await served.end()
        #expect(result.code == 0, "\(result.errors)")
        #expect(
            result.text.split(separator: "\n").map(String.init) == [
                version, "['ask', 'sql', 'explain']", "False [['Ada'], ['Grace']]", "True table_denied", asked,
                asked.hasPrefix("answered") ? "answered settle" : "clarification settle",
            ])
    }

    private struct Silence: EventObserver {
        func observe(_ event: RouterEvent) {}
    }
}
