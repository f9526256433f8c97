import Testing

@testable import ToolRouterFormats

@Suite struct HTTPExchangeTests {
    @Test(
        arguments: [
            ("https://api.openai.com/v1/chat/completions", .replies(.openAIChat), "chat/completions", nil),
            ("http://localhost:11434/v1/chat/completions", .replies(.openAIChat), "chat/completions", nil),
            (
                "https://x.openai.azure.com/openai/deployments/gpt-5/chat/completions?api-version=1",
                .replies(.azureOpenAI), "chat/completions", "gpt-5"
            ),
            (
                "https://gateway/openai/deployments/gpt-5/chat/completions", .replies(.azureOpenAI), "chat/completions",
                "gpt-5"
            ),
            ("https://api.openai.com/v1/completions", .replies(.openAICompletions), "completions", nil),
            ("https://api.openai.com/v1/responses", .replies(.openAIResponses), "responses", nil),
            ("https://api.anthropic.com/v1/messages?beta=true", .replies(.anthropicMessages), "messages", nil),
            ("https://api.anthropic.com/v1/complete", .replies(.anthropicCompletions), "complete", nil),
            ("https://bedrock/model/amazon.nova/converse", .replies(.bedrockConverse), "converse", "amazon.nova"),
            (
                "https://bedrock/model/anthropic.claude%3A1/invoke", .replies(.anthropicMessages), "invoke",
                "anthropic.claude:1"
            ),
            ("https://bedrock/model/amazon.titan/invoke", .refusals, "invoke", "amazon.titan"),
            ("https://bedrock/model/x/converse-stream", .refusals, "converse-stream", "x"),
            ("https://api.openai.com/v1/embeddings", .foreign, "embeddings", nil),
            ("https://api.openai.com/v1/messages/count_tokens", .foreign, "count_tokens", nil),
            ("", .foreign, "", nil),
            ("/v1/chat/completions", .replies(.openAIChat), "chat/completions", nil),
            ("http://[not a uri/v1/responses", .replies(.openAIResponses), "responses", nil),
        ] as [(String, ExchangeAddress.Kind, String, String?)])
    func `an address says what its answers are`(
        _ uri: String, _ kind: ExchangeAddress.Kind, _ endpoint: String, _ model: String?
    ) {
        let address = ExchangeAddress(uri)
        #expect(address.kind == kind)
        #expect(address.endpoint == endpoint)
        #expect(address.model == model)
    }

    @Test(
        arguments: [
            (
                #"{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"How many?"}]}"#,
                "m", "How many?"
            ),
            (
                #"{"messages":[{"role":"user","content":[{"type":"text","text":"What is"},{"type":"image_url","image_url":{"url":"u"}},{"type":"text","text":"this?"}]}]}"#,
                nil, "What is\nthis?"
            ),
            (
                #"{"messages":[{"role":"user","content":"How many?"},{"role":"assistant","content":"a"},{"role":"user","content":[{"type":"tool_result","content":"3"}]}]}"#,
                nil, "How many?"
            ),
            (#"{"messages":[{"role":"user","content":[{"text":"How many?"}]}]}"#, nil, "How many?"),
            (#"{"input":"How many?"}"#, nil, "How many?"),
            (
                #"{"input":[{"role":"user","content":[{"type":"input_text","text":"How many?"}]},{"type":"function_call_output"}]}"#,
                nil, "How many?"
            ),
            (#"{"prompt":"How many?"}"#, nil, "How many?"),
            (#"{"prompt":["How many?","How old?"]}"#, nil, "How many?"),
            (#"{"prompt":"\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: How many?\n\nAssistant:"}"#, nil, "How many?"),
            (#"{"messages":[]}"#, nil, nil), (#"{"messages":7}"#, nil, nil), ("", nil, nil), ("[", nil, nil),
            ("{}", nil, nil),
            (#"{"model":7,"input":"How many?"}"#, nil, nil),
        ] as [(String, String?, String?)])
    func `the last words of the user are the question`(_ body: String, _ model: String?, _ question: String?) {
        let request = ExchangeRequest(body)
        #expect(request.model == model)
        #expect(request.question == question)
    }

    private static func line(_ text: String) -> LineReader.Line { .document(Array(text.utf8)[...]) }

    @Test func `a line is an exchange`() throws {
        let exchange = try JSONLineReader().read(
            HTTPExchange.self,
            from: Self.line(
                #"{"i":0,"uri":"/v1/responses","status":429,"response_headers":{"Retry-After":"1","set-cookie":["a","b"]}}"#
            ))
        #expect(exchange.address == ExchangeAddress("/v1/responses"))
        #expect(exchange.request == ExchangeRequest(""))
        #expect(exchange.response.status == 429)
        #expect(exchange.response.header("retry-after") == ["1"])
        #expect(exchange.response.header("set-cookie") == ["a", "b"])
        #expect(exchange.response.body.isEmpty)
    }

    @Test(
        arguments: [
            (#"{"status":200}"#, "uri"), (#"{"uri":"/"}"#, "status"), (#"{"uri":"/","status":0}"#, "status"),
            (#"{"uri":"/","status":200,"response_headers":{"a":7}}"#, "response_headers.a"),
            (#"{"uri":"/","status":200,"response_body":{}}"#, "response_body"), ("[]", nil),
        ] as [(String, String?)])
    func `a line that is none says where`(_ text: String, _ field: String?) {
        let error = #expect(throws: FileError.Reason.self) {
            try JSONLineReader().read(HTTPExchange.self, from: Self.line(text))
        }
        #expect(error?.field == field)
    }
}
