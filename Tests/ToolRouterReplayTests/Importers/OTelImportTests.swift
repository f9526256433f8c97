import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// Spans of three generations of names, and OpenInference's.
@Suite struct OTelImportTests {
    private let fixture: SpiderFixture

    init() throws {
        fixture = try SpiderFixture()
    }

    private static func attributes(_ pairs: [(String, String)]) -> String {
        pairs.map { #"{"key":"\#($0)","value":\#($1)}"# }.joined(separator: ",")
    }

    static func text(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return #"{"stringValue":\#(writer.text)}"#
    }

    static func span(
        _ attributes: [(String, String)], id: String = "00000000000000aa", more: String = "",
        start: String = "\"1000000000\"",
        end: String = "1250000000"
    ) -> String {
        #"{"traceId":"000102030405060708090a0b0c0d0e0f","spanId":"\#(id)","startTimeUnixNano":\#(start),"#
            + #""endTimeUnixNano":\#(end),"attributes":[\#(Self.attributes(attributes))]\#(more)}"#
    }

    static func export(_ spans: String...) -> String {
        #"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"#
            + #""scopeSpans":[{"spans":[\#(spans.joined(separator: ","))]}]}]}"#
    }

    private func run(_ text: String, content: Bool = false) throws -> CallsImportSummary {
        try fixture.write("spans.jsonl", text)
        return try OTelImport(
            files: [fixture.path + "/spans.jsonl"], takesContent: content, output: fixture.path + "/out"
        ).run()
    }

    private func exchanges(_ name: String) throws -> [RecordedExchange] {
        try SpiderFixture.exchanges("\(fixture.path)/out/\(name)")
    }

    /// A generation of names: the attributes and events of one call, and what is told apart in it.
    struct Generation: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let attributes: [(String, String)]
        let events: String
        var cached = 0
    }

    static let generations = [
        Generation(
            testDescription: "1.27",
            attributes: [
                ("gen_ai.system", text("openai")), ("gen_ai.request.model", text("m")),
                ("gen_ai.usage.prompt_tokens", #"{"intValue":"9"}"#),
                ("gen_ai.usage.completion_tokens", #"{"intValue":4}"#),
                ("gen_ai.response.finish_reasons", #"{"arrayValue":{"values":[{"stringValue":"stop"}]}}"#),
            ],
            events: #","events":[{"name":"gen_ai.content.prompt","attributes":[{"key":"gen_ai.prompt","value":"#
                + text(#"[{"role":"user","content":"Old?"},{"role":"user","content":"How many?"}]"#)
                + #"}]},{"name":"gen_ai.content.completion","attributes":[{"key":"gen_ai.completion","value":"#
                + text(#"[{"role":"assistant","content":"{\"tool\":\"sql\",\"sql\":\"SELECT 2\"}"}]"#) + "}]}]"),
        Generation(
            testDescription: "1.28",
            attributes: [
                ("gen_ai.operation.name", text("chat")), ("gen_ai.system", text("openai")),
                ("gen_ai.response.model", text("m")), ("gen_ai.usage.input_tokens", #"{"intValue":9}"#),
                ("gen_ai.usage.output_tokens", #"{"doubleValue":4.0}"#),
                ("gen_ai.response.finish_reasons", #"{"array_value":{"values":[{"string_value":"stop"}]}}"#),
            ],
            events: #","events":[{"name":"gen_ai.user.message","attributes":[{"key":"content","value":"#
                + text("How many?") + #"}]},{"name":"gen_ai.choice","attributes":[{"key":"message","value":"#
                + text(#"{"role":"assistant","content":"{\"tool\":\"sql\",\"sql\":\"SELECT 2\"}"}"#) + "}]}]"),
        Generation(
            testDescription: "1.37",
            attributes: [
                ("gen_ai.operation.name", text("chat")), ("gen_ai.provider.name", text("openai")),
                ("gen_ai.request.model", text("asked")), ("gen_ai.response.model", text("m")),
                ("gen_ai.usage.input_tokens", #"{"intValue":"9"}"#),
                ("gen_ai.usage.output_tokens", #"{"intValue":"4"}"#),
                ("gen_ai.usage.cache_read.input_tokens", #"{"intValue":"3"}"#),
                ("gen_ai.response.finish_reasons", #"{"arrayValue":{"values":[{"stringValue":"stop"}]}}"#),
                (
                    "gen_ai.input.messages",
                    text(#"[{"role":"user","parts":[{"type":"text","content":"How many?"}]}]"#)
                ),
                (
                    "gen_ai.output.messages",
                    text(
                        #"[{"role":"assistant","parts":[{"type":"text","content":"{\"tool\":\"sql\",\"sql\":\"SELECT 2\"}"}]}]"#
                    )
                ),
            ],
            events: "", cached: 3),
        Generation(
            testDescription: "OpenInference",
            attributes: [
                ("openinference.span.kind", text("LLM")), ("llm.model_name", text("m")),
                ("llm.token_count.prompt", #"{"intValue":"9"}"#), ("llm.token_count.completion", #"{"intValue":"4"}"#),
                ("llm.token_count.prompt_details.cache_read", #"{"intValue":"3"}"#),
                ("llm.finish_reason", text("stop")),
                ("llm.input_messages.0.message.role", text("user")),
                ("llm.input_messages.0.message.content", text("How many?")),
                ("llm.output_messages.0.message.content", text(#"{"tool":"sql","sql":"SELECT 2"}"#)),
            ],
            events: "", cached: 3),
    ]

    @Test func `the last question of a user is found behind messages without a text, and at any place of 1,000`() throws
    {
        func asked(_ last: Int) throws -> String? {
            var attributes = Self.generations.last!.attributes
            for number in 1...last {
                attributes.append(("llm.input_messages.\(number).message.role", Self.text("assistant")))
            }
            attributes.append(("llm.input_messages.\(last + 1).message.role", Self.text("user")))
            attributes.append(("llm.input_messages.\(last + 1).message.content", Self.text("And now?")))
            _ = try run(Self.export(Self.span(attributes)), content: true)
            return try exchanges("traffic.jsonl").first?.question
        }
        #expect(try asked(3) == "And now?")
        #expect(try asked(998) == "And now?")
        #expect(try asked(999) == "How many?")
    }

    @Test(arguments: [false, true])
    func `more bytes than are held end an import`(content: Bool) throws {
        let spans = ["00000000000000a1", "00000000000000a2", "00000000000000a3"].map { id in
            Self.export(Self.span(Self.generations.last!.attributes, id: id))
        }
        try fixture.write("spans.jsonl", spans.joined(separator: "\n"))
        var otel = OTelImport(
            files: [fixture.path + "/spans.jsonl"], takesContent: content, output: fixture.path + "/out")
        otel.mostBytes = 1_200
        let error = #expect(throws: FileError.self) { try otel.run() }
        #expect(error?.line == 3)
        #expect(
            error?.reason.remedy == "import fewer files at a time" + (content ? ", or leave --content out" : ""))
        otel.mostBytes = 4_000
        #expect(try otel.run().calls == 3)
    }

    @Test(arguments: generations)
    func `a call of each generation is a shape, and with content its question and its plan`(_ row: Generation) throws {
        let line = Self.export(Self.span(row.attributes, more: row.events))
        let summary = try run(line)
        #expect(summary.calls == 1 && summary.replies == 1 && summary.models == ["m"])
        let usage = TokenUsage(input: 9 - row.cached, cachedInput: row.cached, output: 4)
        let shape = RecordedExchange(
            id: "00000000000000aa", atMicroseconds: 0, caller: RecordedCaller(tenant: "shop"), question: "",
            planner: [
                RecordedAttempt(
                    latency: .milliseconds(250), model: "m",
                    outcome: .reply(content: "", usage: usage, finishReason: "stop"))
            ]
        ).withoutContent()
        #expect(try exchanges("shapes.jsonl") == [shape])
        #expect(try !fixture.text("out/shapes.jsonl").contains("How many"))

        _ = try run(line, content: true)
        let exchange = try #require(exchanges("traffic.jsonl").first)
        #expect(exchange.question == "How many?" && exchange.content == .all)
        #expect(
            exchange.planner.first?.outcome
                == .reply(content: #"{"tool":"sql","sql":"SELECT 2"}"#, usage: usage, finishReason: "stop"))
        #expect(try !fixture.files("out").contains("shapes.jsonl"))
    }

    struct Failure: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let attributes: [(String, String)]
        let more: String
        let kind: RecordedErrorKind
    }

    private static let status = #","status":{"code":2}"#
    static let failures = [
        Failure(
            testDescription: "a status as error.type", attributes: [("error.type", text("503"))], more: "",
            kind: .http(status: 503)),
        Failure(
            testDescription: "a class", attributes: [("error.type", text("openai.RateLimitError"))], more: status,
            kind: .http(status: 429)),
        Failure(
            testDescription: "a status of HTTP", attributes: [("http.response.status_code", #"{"intValue":"529"}"#)],
            more: status, kind: .http(status: 529)),
        Failure(
            testDescription: "a timeout in an exception", attributes: [],
            more:
                #","status":{"code":"STATUS_CODE_ERROR"},"events":[{"name":"exception","attributes":[{"key":"exception.type","value":{"stringValue":"httpx.ReadTimeout"}}]}]"#,
            kind: .timeout),
        Failure(
            testDescription: "a message", attributes: [],
            more: #","status":{"code":2,"message":"Error code: 404 - no such model"}"#, kind: .http(status: 404)),
        Failure(
            testDescription: "a connection", attributes: [("error.type", text("APIConnectionError"))], more: "",
            kind: .connection),
        Failure(testDescription: "nothing", attributes: [], more: status, kind: .http(status: 500)),
    ]

    @Test(arguments: failures)
    func `an error is what its words say`(_ row: Failure) throws {
        let call = [("gen_ai.operation.name", Self.text("chat"))]
        let summary = try run(Self.export(Self.span(call + row.attributes, more: row.more)))
        #expect(summary.replies == 0)
        #expect(try exchanges("shapes.jsonl").first?.planner.first?.outcome == .error(row.kind, retryAfter: nil))
    }

    @Test func `a call that failed has the model that was asked for`() throws {
        let parameters = Self.text(#"{"model":"asked","temperature":0}"#)
        _ = try run(
            Self.export(
                Self.span(
                    [("openinference.span.kind", Self.text("LLM")), ("llm.invocation_parameters", parameters)],
                    more: Self.status)))
        #expect(try exchanges("shapes.jsonl").first?.planner.first?.model == "asked")
    }

    @Test func `other spans, doubles and identifiers in base64 are told apart`() throws {
        let chat = [("gen_ai.operation.name", Self.text("chat"))]
        let base64 = Self.span(chat).replacing("000102030405060708090a0b0c0d0e0f", with: "AAECAwQFBgcICQoLDA0ODw==")
            .replacing("00000000000000aa", with: "AAAAAAAAAKo=")
        let summary = try run(
            [
                Self.export(
                    Self.span(chat),
                    Self.span([("gen_ai.operation.name", Self.text("embeddings"))], id: "00000000000000ab")
                ),
                #"{"resourceLogs":[]}"#, Self.export(base64, Self.span([], id: "00000000000000ac")),
            ].joined(separator: "\n"))
        #expect(summary.calls == 1)
        #expect(
            summary.omissions == [
                "a span that is embeddings of a model": 1, "an export without spans": 1,
                "a span that is no call of a model": 1,
                "a span that came before, by its identifiers": 1,
            ])
        #expect(summary.lacks.contains("no question and no SQL (1 of 1)"))
    }

    /// What is broken, and what is said of it behind the path.
    struct Broken: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: String
        let message: String
    }

    private static let chat = [("gen_ai.operation.name", text("chat"))]
    private static let place = ":1: field `resourceSpans[0].scopeSpans[0].spans[0]"
    static let broken = [
        Broken(
            testDescription: "empty", text: "",
            message: ": found no spans, expected at least one span of a call of a model; name another file"),
        Broken(
            testDescription: "no JSON", text: "hello",
            message:
                ":1: found text that is not a JSON object: hello, expected one JSON object on a line; correct or remove the line"
        ),
        Broken(
            testDescription: "a text", text: "\"x\"",
            message: ":1: found the text \"x\", expected an object with resourceSpans; name a file of OTLP's JSON"),
        Broken(
            testDescription: "cut off", text: "\n{\"resourceSpans\":[",
            message:
                ":2: found a value that does not end, expected a complete one; remove it, its writer was interrupted"),
        Broken(
            testDescription: "a list that does not end", text: "[{}",
            message: ":1: found a list that does not end, expected `]` at its end; export the file again"),
        Broken(
            testDescription: "no comma", text: "[{} {}]",
            message: ":1: found no comma between two elements of a list, expected a comma; export the file again"),
        Broken(
            testDescription: "behind the list", text: "[{}]\n{}",
            message: ":2: found something behind the list, expected the end of the file; export the file again"),
        Broken(
            testDescription: "a trailing comma", text: "[{},]",
            message: ":1: found a comma at the end of a list, expected another element; export the file again"),
        Broken(
            testDescription: "no identifier", text: export(span(chat, id: "xyz")),
            message: place
                + ".spanId`: found the text \"xyz\", expected 8 bytes in hexadecimal or base64; export the spans again, or remove this one"
        ),
        Broken(
            testDescription: "no time", text: export(span(chat, start: "0")),
            message: place
                + ".startTimeUnixNano`: found the number 0, expected nanoseconds since 1970, as a number or a text; export the spans again, or remove this one"
        ),
        Broken(
            testDescription: "too much time", text: export(span(chat, end: "1e40")),
            message: place
                + ".endTimeUnixNano`: found the number 1e40, expected nanoseconds since 1970, as a number or a text; export the spans again, or remove this one"
        ),
    ]

    @Test(arguments: broken)
    func `what is broken is said with its place, and nothing is written`(_ row: Broken) throws {
        let error = #expect(throws: FileError.self) { try run(row.text) }
        #expect(error?.description == fixture.path + "/spans.jsonl" + row.message)
        #expect(!FileManager.default.fileExists(atPath: fixture.path + "/out"))
    }

    /// Bytes of a sound file replaced, left out or cut: an error or an import, never a crash.
    @Test func `no change of a byte does harm`() throws {
        let sound = Array(
            ("["
                + Self.generations.enumerated().map { number, row in
                    Self.export(Self.span(row.attributes, id: "00000000000000a\(number)", more: row.events))
                }.joined(separator: ",\n") + "]").utf8)
        let path = fixture.path + "/spans.jsonl"
        for number in 0..<400 {
            var bytes = sound
            let place = (number * 7_919) % bytes.count
            switch number % 3 {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: number * 131)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + number))
            default: bytes.removeLast(bytes.count - place)
            }
            try Data(bytes).write(to: URL(filePath: path))
            do throws(FileError) {
                _ = try OTelImport(files: [path], takesContent: true, output: "\(fixture.path)/out-\(number)").run()
            } catch {
                #expect(!error.reason.found.isEmpty && error.path == path, "\(error)")
            }
        }
    }
}
