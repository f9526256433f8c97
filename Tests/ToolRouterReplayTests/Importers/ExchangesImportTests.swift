import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

@Suite struct ExchangesImportTests {
    private let fixture: SpiderFixture

    init() throws {
        fixture = try SpiderFixture()
    }

    private static func line(
        _ uri: String, _ status: Int, _ body: String, request: String = #"{"model":"asked","input":"How many?"}"#,
        heads: String = "{}"
    ) -> String {
        func quoted(_ text: String) -> String {
            var writer = JSONWriter()
            writer.string(text)
            return writer.text
        }
        return
            #"{"uri":"\#(uri)","request_body":\#(quoted(request)),"status":\#(status),"response_headers":\#(heads),"response_body":\#(quoted(body))}"#
    }

    private func run(_ lines: String..., database: String? = nil) throws -> ExchangesImportSummary {
        try fixture.write("exchanges.jsonl", lines.map { $0 + "\n" }.joined())
        return try ExchangesImport(
            exchanges: fixture.path + "/exchanges.jsonl", database: database, output: fixture.path + "/out"
        ).run()
    }

    private static let reply =
        #"{"model":"m-1","choices":[{"message":{"content":"SELECT 1"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2}}"#

    @Test func `each exchange is a request that its planner answers`() throws {
        let summary = try run(
            Self.line("/v1/chat/completions", 200, Self.reply, heads: #"{"openai-processing-ms":"250"}"#),
            Self.line("/v1/chat/completions", 429, "{}", heads: #"{"retry-after":"2"}"#),
            Self.line("/v1/chat/completions", 200, "{}", request: ""))
        let exchanges = try SpiderFixture.exchanges(fixture.path + "/out/traffic.jsonl")
        let caller = RecordedCaller(tenant: TenantID("exchanges"))
        #expect(
            exchanges == [
                RecordedExchange(
                    id: "line-1", atMicroseconds: 0, caller: caller, question: "How many?",
                    planner: [
                        RecordedAttempt(
                            latency: .milliseconds(250), model: "m-1",
                            outcome: .reply(
                                content: "SELECT 1", usage: TokenUsage(input: 5, output: 2), finishReason: "stop"))
                    ]),
                RecordedExchange(
                    id: "line-2", atMicroseconds: 120_000_000, caller: caller, question: "How many?",
                    planner: [
                        RecordedAttempt(
                            latency: .seconds(1), model: "asked",
                            outcome: .error(.http(status: 429), retryAfter: .seconds(2)))
                    ]),
                RecordedExchange(
                    id: "line-3", atMicroseconds: 240_000_000, caller: caller, question: "(no question was recorded)",
                    planner: [
                        RecordedAttempt(
                            latency: .seconds(1), model: "unknown", outcome: .error(.http(status: 200), retryAfter: nil)
                        )
                    ]),
            ])
        #expect(summary.imported == 3)
        #expect(summary.replies == 1)
        #expect(summary.timed == 1)
        #expect(summary.withoutQuestion == [3])
        #expect(summary.unreadable == [3])
        #expect(summary.omissions == [])
        #expect(summary.endpoints.map(\.name) == ["chat/completions"])
        #expect(summary.endpoints.map(\.errors) == [["HTTP 429": 1, "unreadable": 1]])
        #expect(try fixture.files("out") == ["databases", "databases/nothing.sql", "scenario.yaml", "traffic.jsonl"])
    }

    @Test func `a stream says when it began, not how long it took`() throws {
        let heads = #"{"content-type":"text/event-stream","openai-processing-ms":"5"}"#
        let event = #"data: {"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}"# + "\n\n"
        #expect(try run(Self.line("/v1/chat/completions", 200, event, heads: heads)).timed == 0)
    }

    @Test func `what is no answer of a planner is named`() throws {
        let summary = try run(
            Self.line("/v1/embeddings", 200, "{}"), Self.line("/model/x/converse-stream", 200, ""),
            Self.line("/v1/embeddings", 404, "{}"), Self.line("/model/x/converse-stream", 429, "{}"))
        #expect(summary.imported == 1)
        #expect(summary.omitted == 3)
        #expect(
            summary.omissions.map(\.words) == [
                "embeddings, which is no call of a model that writes text",
                "replies of converse-stream, a form that is not read",
            ])
        #expect(summary.omissions.map(\.lines) == [[1, 3], [2]])
    }

    @Test func `a database is copied`() throws {
        try fixture.write("shop.sql", "CREATE TABLE orders (id INTEGER);")
        _ = try run(Self.line("/v1/responses", 500, ""), database: fixture.path + "/shop.sql")
        #expect(try fixture.files("out/databases") == ["shop.sql"])
        #expect(try fixture.text("out/scenario.yaml").contains(#"databases: {"shop": "databases/shop.sql"}"#))
    }

    @Test func `an import may be done again, and nothing else is written over`() throws {
        let line = Self.line("/v1/responses", 500, "")
        _ = try run(line)
        let first = try fixture.text("out/traffic.jsonl")
        _ = try run(line)
        #expect(try fixture.text("out/traffic.jsonl") == first)
        try fixture.write("out/scenario.yaml", "version: 1\n")
        #expect(throws: FileError.self) { try run(line) }
    }

    @Test func `a file without an answer, or without its database, is refused`() throws {
        let foreign = #expect(throws: FileError.self) { try run(Self.line("/v1/embeddings", 200, "{}")) }
        #expect(foreign?.description.contains("found only embeddings, which is no call of a model") == true)
        let empty = #expect(throws: FileError.self) { try run() }
        #expect(empty?.description.contains("found an empty file") == true)
        #expect(throws: FileError.self) { try run(Self.line("/v1/responses", 500, ""), database: "/nowhere.sql") }
        #expect(!FileManager.default.fileExists(atPath: fixture.path + "/out"))
    }
}
