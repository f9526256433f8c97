import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// Rows of LiteLLM's table, in each form in which it is exported.
@Suite struct SpendImportTests {
    private let fixture: SpiderFixture

    init() throws {
        fixture = try SpiderFixture()
    }

    private func run(_ text: String, content: Bool = false) throws -> CallsImportSummary {
        try fixture.write("rows", text)
        return try SpendImport(
            file: fixture.path + "/rows", takesContent: content, output: fixture.path + "/out"
        ).run()
    }

    private static let metadata =
        #"{"usage_object":{"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":1}}}"#

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return writer.text
    }

    static func row(_ id: String = "a", _ more: String = "", metadata: String = metadata, type: String = "acompletion")
        -> String
    {
        #"{"request_id":"\#(id)","call_type":"\#(type)","startTime":"2026-11-29 06:22:51.25+00:00","#
            + #""endTime":"2026-11-29T06:22:51.75Z","model":"m","prompt_tokens":9,"completion_tokens":4,"total_tokens":13,"#
            + #""user":"u-1","end_user":"","team_id":"emea","cache_hit":"None","metadata":\#(quoted(metadata)),"#
            + #""messages":"{}","response":"{}","status":"success"\#(more)}"#
    }

    private static let csv = """
        request_id,call_type,startTime,endTime,model,prompt_tokens,completion_tokens,user,team_id,metadata,messages,response\r
        a,acompletion,2026-11-29 06:22:51.25,2026-11-29 06:22:51.75+00,m,9,4,u-1,emea,"{""usage_object"":
         {""prompt_tokens_details"":{""cached_tokens"":3},""completion_tokens_details"":{""reasoning_tokens"":1}}}",{},{}\r

        """

    static let forms = [("lines", row() + "\n"), ("a list", "[\n" + row() + "\n]\n"), ("CSV", csv)]

    @Test(arguments: forms)
    func `each form of the table says the same`(_ form: (name: String, text: String)) throws {
        let summary = try run(form.text)
        #expect(summary.calls == 1 && summary.omissions.isEmpty && summary.remarks.isEmpty)
        let exchange = RecordedExchange(
            id: "a", atMicroseconds: 250_000, caller: RecordedCaller(tenant: "emea", user: "u-1"), question: "",
            planner: [
                RecordedAttempt(
                    latency: .milliseconds(500), model: "m",
                    outcome: .reply(
                        content: "", usage: TokenUsage(input: 6, cachedInput: 3, output: 3, reasoning: 1),
                        finishReason: nil))
            ])
        #expect(try SpiderFixture.exchanges(fixture.path + "/out/shapes.jsonl") == [exchange.withoutContent()])
    }

    struct Failure: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let error: String
        let kind: RecordedErrorKind
    }

    static let failures = [
        Failure(
            testDescription: "a code", error: #"{"error_code":"429","error_class":"RateLimitError"}"#,
            kind: .http(status: 429)),
        Failure(testDescription: "a number", error: #"{"error_code":503,"error_class":""}"#, kind: .http(status: 503)),
        Failure(
            testDescription: "a class", error: #"{"error_code":"","error_class":"NotFoundError"}"#,
            kind: .http(status: 404)),
        Failure(testDescription: "a timeout", error: #"{"error_code":"408","error_class":"Timeout"}"#, kind: .timeout),
        Failure(
            testDescription: "a connection", error: #"{"error_code":"500","error_class":"APIConnectionError"}"#,
            kind: .connection),
        Failure(testDescription: "nothing", error: "null", kind: .http(status: 500)),
    ]

    @Test(arguments: failures)
    func `a failure is what its words say`(_ row: Failure) throws {
        let metadata = #"{"status":"failure","error_information":\#(row.error)}"#
        _ = try run(Self.row(metadata: metadata).replacing(#""prompt_tokens":9"#, with: #""prompt_tokens":0"#))
        let outcome = try SpiderFixture.exchanges(fixture.path + "/out/shapes.jsonl").first?.planner.first?.outcome
        #expect(outcome == .error(row.kind, retryAfter: nil))
    }

    @Test func `what is passed over and what is to be known is counted`() throws {
        let summary = try run(
            [
                Self.row(), Self.row(), Self.row("b", type: "aembedding"),
                Self.row("c").replacing(#""cache_hit":"None""#, with: #""cache_hit":"True""#),
                Self.row("d", metadata: #"{"attempted_retries":2}"#),
            ].joined(separator: "\n"))
        #expect(summary.calls == 3)
        #expect(
            summary.omissions == [
                "a row that came before, by its request_id": 1,
                "a row of call_type aembedding, no call of a model that writes text": 1,
            ])
        #expect(
            summary.remarks == [
                "were answered by LiteLLM's cache, and took no tokens": 1,
                "were tried again by LiteLLM: only the last attempt is known": 1,
            ])
    }

    @Test func `rows without a name of use are named by their number, also when all of them are on one line`() throws {
        let unnamed = Self.row().replacing(#""request_id":"a","#, with: "")
        let rows = [
            unnamed, Self.row(" "), Self.row("row-2"), Self.row(String(repeating: "x", count: 201)), Self.row("row-4"),
        ]
        let summary = try run("[" + rows.joined(separator: ",") + "]")
        #expect(summary.calls == 5 && summary.omissions.isEmpty)
        let ids = try SpiderFixture.exchanges(fixture.path + "/out/shapes.jsonl").map(\.id.text)
        #expect(ids == ["row-1", "row-2", "row-2-", "row-4", "row-4-"])
    }

    @Test(arguments: [false, true])
    func `more bytes than are held end an import`(content: Bool) throws {
        try fixture.write("rows", (1...4).map { Self.row("\($0)") }.joined(separator: "\n"))
        var spend = SpendImport(file: fixture.path + "/rows", takesContent: content, output: fixture.path + "/out")
        spend.mostBytes = 1_600
        let error = #expect(throws: FileError.self) { try spend.run() }
        #expect(error?.line == 4)
        #expect(
            error?.reason.remedy == "export a part of the table" + (content ? ", or leave --content out" : ""))
        spend.mostBytes = 4_000
        #expect(try spend.run().calls == 4)
    }

    @Test func `content is taken along where it was stored and is wanted`() throws {
        let stored = Self.row().replacing(
            #""messages":"{}","response":"{}""#,
            with: #""messages":[{"role":"user","content":"How many?"}],"#
                + #""response":{"choices":[{"message":{"content":"SELECT 2"},"finish_reason":"stop"}]}"#)
        let summary = try run(stored + Self.row("b"), content: true)
        let exchange = try #require(SpiderFixture.exchanges(fixture.path + "/out/traffic.jsonl").first)
        #expect(exchange.question == "How many?" && summary.calls == 2)
        #expect(try SpiderFixture.exchanges(fixture.path + "/out/shapes.jsonl").map(\.id) == ["b"])
        #expect(try fixture.text("out/scenario.yaml").contains("traffic: [traffic.jsonl, shapes.jsonl]"))
        _ = try run(stored)
        #expect(try !fixture.files("out").contains("traffic.jsonl"))
    }

    static let broken = [
        (
            "no header", "a,b\n1,2\n",
            ":1: found a header without request_id, expected the names of the columns, among them request_id, startTime, endTime, model, prompt_tokens, completion_tokens; export the table with a header"
        ),
        ("few cells", csv + "x,y\n", ":4: found 2 cells, expected 12, as in the header; correct or remove the record"),
        (
            "a quote", csv + "\"x\n",
            ":4: found a quote without its second one, expected cells after RFC 4180; correct or remove the record"
        ),
        ("a list", "[[]]", ":1: found a list, expected an object, a row of LiteLLM_SpendLogs; export the table again"),
        (
            "no time", row().replacing("2026-11-29 06", with: "soon"),
            ":1: field `startTime`: found the text \"soon:22:51.25+00:00\", expected a moment such as 2026-11-29 06:22:51.278; export the rows again, or remove this one"
        ),
        ("nothing", "[]", ": found no rows, expected at least one call of a model that writes text; name another file"),
    ]

    @Test(arguments: broken)
    func `what is broken is said with its place`(_ row: (name: String, text: String, message: String)) throws {
        let error = #expect(throws: FileError.self) { try run(row.text) }
        #expect(error?.description == fixture.path + "/rows" + row.message)
    }
}
