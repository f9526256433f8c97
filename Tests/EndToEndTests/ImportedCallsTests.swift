import Foundation
import Testing

/// `toolrouter import otel-genai` and `litellm-spend`: what they write is replayed as it is.
struct ImportedCallsTests {
    private static func span(_ number: Int, _ more: String) -> String {
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"000000000000000000000000000000aa",\
        "spanId":"00000000000000a\(number)","startTimeUnixNano":"\(number)00000000","endTimeUnixNano":"\(number)50000000",\
        "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},\
        {"key":"gen_ai.request.model","value":{"stringValue":"m-1"}}\(more)]}]}]}]}

        """
    }

    private static let tokens = """
        ,{"key":"gen_ai.usage.input_tokens","value":{"intValue":"1000"}},\
        {"key":"gen_ai.usage.output_tokens","value":{"intValue":"100"}}
        """

    private static let rows = """
        request_id,call_type,startTime,endTime,model,prompt_tokens,completion_tokens
        a,acompletion,2026-11-29 06:22:51.25,2026-11-29 06:22:51.75,m-1,1000,100
        b,acompletion,2026-11-29 06:22:52,2026-11-29 06:22:53.5,m-1,2000,200

        """

    @Test func `imports are sound, replay, and are the same again`() throws {
        let workplace = try Workplace()
        try workplace.folder.write(
            Self.span(2, Self.tokens) + Self.span(1, Self.tokens)
                + Self.span(3, #","# + #"{"key":"error.type","value":{"stringValue":"429"}}"#), to: "spans.jsonl")
        try workplace.folder.write(Self.rows, to: "rows.csv")
        try workplace.folder.write("version: 1\nmodels: {m-1: {input: \"1\", output: \"10\"}}\n", to: "prices.yaml")
        let spans = try workplace.run(
            "import", "otel-genai", "spans.jsonl", "--prices", "prices.yaml", "--output", "replays/spans")
        #expect(spans.code == 0, "\(spans.errors)")
        #expect(spans.text.hasPrefix("replays/spans: 3 requests; replay it: toolrouter replay replays/spans\n"))
        #expect(spans.text.contains("2 replies, 1 HTTP 429"))
        #expect(spans.text.contains("What the source lacks: no organisation (3 of 3), no question and no SQL (3 of 3)"))
        let rows = try workplace.run("import", "litellm-spend", "rows.csv", "--output", "replays/rows")
        #expect(rows.code == 0 && rows.text.contains("No prices were given"), "\(rows.errors)")
        #expect(try workplace.run("check").code == 0)
        try workplace.acceptAll()
        #expect(try workplace.run("replay").code == 0)
        let report = try workplace.report()
        #expect(report.scenarios.map(\.requests) == [2, 3])
        #expect(report.scenarios.map { $0.placements["no_content"] } == [2, 2])
        #expect(try workplace.folder.text("reports/spans/totals.json").contains("\"cost_usd\": 0.004"))
        for name in ["spans", "rows"] {
            try SchemaCheck.expectValid("recording", [workplace.folder.file("replays/\(name)/shapes.jsonl")])
            try SchemaCheck.expectValid("scenario", [workplace.folder.file("replays/\(name)/scenario.yaml")])
        }
    }

    @Test func `a file that is none of these is exit 65`() throws {
        let workplace = try Workplace()
        try workplace.folder.write("{}\n", to: "spans.jsonl")
        let run = try workplace.run("import", "otel-genai", "spans.jsonl", "--output", "out")
        #expect(run.code == 65 && run.errors.contains("only an export without spans"), "\(run.errors)")
        #expect(try workplace.run("import", "litellm-spend", "absent", "--output", "out").code == 65)
    }
}
