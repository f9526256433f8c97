import Testing
import ToolRouter

@testable import ToolRouterFormats

@Suite struct OtherShapeTests {
    private static func message(_ content: String, _ reason: String = "end_turn") -> ProviderResponse {
        ProviderResponse(
            200,
            #"{"type":"message","model":"asked","content":\#(content),"stop_reason":"\#(reason)","usage":{"input_tokens":7,"cache_read_input_tokens":3,"cache_creation_input_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":4},"output_tokens":6,"output_tokens_details":{"thinking_tokens":2}}}"#
        )
    }

    private static let usage = TokenUsage(
        input: 7, cachedInput: 3, cacheWrite: 1, longCacheWrite: 4, output: 4, reasoning: 2)

    @Test(arguments: [
        Reading(
            "texts around thoughts", .anthropicMessages,
            message(
                #"[{"type":"thinking","thinking":"hm"},{"type":"text","text":"SELECT "},{"type":"text","text":"1"}]"#),
            Reading.reply("SELECT 1", "end_turn", usage: usage)),
        Reading(
            "a call", .anthropicMessages,
            message(
                #"[{"type":"text","text":"Now."},{"type":"tool_use","id":"t","name":"sql","input":{"sql":"SELECT 1"}}]"#,
                "tool_use"),
            Reading.reply(
                #"{"content":"Now.","tool_calls":[{"name":"sql","arguments":"{\"sql\":\"SELECT 1\"}"}]}"#, "tool_use",
                usage: usage)),
        Reading("a refusal", .anthropicMessages, message("[]", "refusal"), Reading.reply("", "refusal", usage: usage)),
        Reading(
            "cut off", .anthropicMessages, message(#"[{"type":"text","text":"SEL"}]"#, "max_tokens"),
            Reading.reply("SEL", "max_tokens", usage: usage)),
        Reading(
            "no content", .anthropicMessages,
            ProviderResponse(200, #"{"type":"message","usage":{"input_tokens":1,"output_tokens":2}}"#),
            .failure(.metered(.unreadable, TokenUsage(input: 1, output: 2)))),
        Reading(
            "a chat in its place", .anthropicMessages,
            ProviderResponse(200, #"{"choices":[{"message":{"content":"a"}}]}"#),
            .failure(.unreadable)),
    ])
    func `a message is read`(_ row: Reading) {
        #expect(row.api.read(row.response) == row.result)
    }

    private static let start =
        #"{"type":"message_start","message":{"model":"claude-1","content":[],"stop_reason":null,"usage":{"input_tokens":11,"cache_read_input_tokens":2,"output_tokens":1}}}"#
    private static let end =
        #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":6}}"#

    private static func block(_ index: Int, _ block: String) -> String {
        #"{"type":"content_block_start","index":\#(index),"content_block":\#(block)}"#
    }

    private static func delta(_ index: Int, _ delta: String) -> String {
        #"{"type":"content_block_delta","index":\#(index),"delta":\#(delta)}"#
    }

    @Test(arguments: [
        Reading(
            "a text", .anthropicMessages,
            .stream(
                start, block(0, #"{"type":"text","text":""}"#), #"{"type":"ping"}"#,
                delta(0, #"{"type":"text_delta","text":"SELECT "}"#), delta(0, #"{"type":"text_delta","text":"1"}"#),
                #"{"type":"content_block_stop","index":0}"#, end, #"{"type":"message_stop"}"#),
            Reading.reply(
                "SELECT 1", "end_turn", model: "claude-1", usage: TokenUsage(input: 11, cachedInput: 2, output: 6))),
        Reading(
            "a call, and a tool of the provider's own", .anthropicMessages,
            .stream(
                start, block(0, #"{"type":"server_tool_use","name":"web_search","input":{}}"#),
                delta(0, #"{"type":"input_json_delta","partial_json":"{}"}"#),
                block(1, #"{"type":"tool_use","name":"sql","input":{}}"#),
                delta(1, #"{"type":"input_json_delta","partial_json":"{\"sql\""}"#),
                delta(1, #"{"type":"input_json_delta","partial_json":":1}"}"#), end),
            Reading.reply(
                #"{"tool_calls":[{"name":"sql","arguments":"{\"sql\":1}"}]}"#, "end_turn", model: "claude-1",
                usage: TokenUsage(input: 11, cachedInput: 2, output: 6))),
        Reading(
            "no end: what it counted until then is not what it took", .anthropicMessages,
            .stream(start, block(0, #"{"type":"text","text":"SELECT 1"}"#)), .failure(.unreadable)),
        Reading(
            "overloaded at once", .anthropicMessages,
            .stream(#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#), Reading.http(529)),
        Reading(
            "overloaded behind a text", .anthropicMessages,
            .stream(
                start, block(0, #"{"type":"text","text":"SEL"}"#),
                #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#),
            .failure(.unreadable)),
    ])
    func `a stream of a message is put together`(_ row: Reading) {
        #expect(row.api.read(row.response) == row.result)
    }

    private static func response(_ rest: String) -> String {
        #"{"object":"response","model":"asked","error":null,"usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":6,"output_tokens_details":{"reasoning_tokens":5}},\#(rest)}"#
    }

    private static let counted = TokenUsage(input: 5, cachedInput: 4, output: 1, reasoning: 5)
    private static let said =
        #""output":[{"type":"reasoning","summary":[]},{"type":"message","content":[{"type":"output_text","text":"SELECT 1"}]}]"#

    @Test(arguments: [
        Reading(
            "completed", .openAIResponses, ProviderResponse(200, response(#""status":"completed",\#(said)"#)),
            Reading.reply("SELECT 1", "completed", usage: counted)),
        Reading(
            "incomplete, and why", .openAIResponses,
            ProviderResponse(
                200, response(#""status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},\#(said)"#)),
            Reading.reply("SELECT 1", "max_output_tokens", usage: counted)),
        Reading(
            "incomplete, and not why", .openAIResponses,
            ProviderResponse(200, response(#""status":"incomplete",\#(said)"#)),
            Reading.reply("SELECT 1", "incomplete", usage: counted)),
        Reading(
            "a refusal", .openAIResponses,
            ProviderResponse(
                200,
                response(
                    #""status":"completed","output":[{"type":"message","content":[{"type":"refusal","refusal":"No."}]}]"#
                )),
            Reading.reply("No.", "refusal", usage: counted)),
        Reading(
            "a call", .openAIResponses,
            ProviderResponse(
                200,
                response(#""status":"completed","output":[{"type":"function_call","name":"sql","arguments":"{}"}]"#)),
            Reading.reply(#"{"tool_calls":[{"name":"sql","arguments":"{}"}]}"#, "completed", usage: counted)),
        Reading(
            "failed", .openAIResponses,
            ProviderResponse(
                200, #"{"status":"failed","error":{"code":"server_error","message":"Sorry"},"output":[],"usage":null}"#),
            Reading.http(500)),
        Reading(
            "failed, and what it took", .openAIResponses,
            ProviderResponse(
                200,
                #"{"model":"m","status":"failed","error":{"code":"server_error","message":"Sorry"},"output":[],"usage":{"input_tokens":1,"output_tokens":2}}"#
            ),
            .failure(.metered(.http(status: 500, retryAfter: nil), TokenUsage(input: 1, output: 2), model: "m"))),
        Reading(
            "a stream's last event", .openAIResponses,
            .stream(
                #"{"type":"response.created","response":{"status":"in_progress","output":[]}}"#,
                #"{"type":"response.output_text.delta","delta":"SELECT 1"}"#,
                #"{"type":"response.completed","response":\#(response(#""status":"completed",\#(said)"#))}"#),
            Reading.reply("SELECT 1", "completed", usage: counted)),
        Reading(
            "a stream that failed", .openAIResponses,
            .stream(
                #"{"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"Slow"},"output":[]}}"#
            ),
            Reading.http(429)),
        Reading(
            "an error for an event", .openAIResponses,
            .stream(#"{"type":"error","code":"server_error","message":"Sorry","param":null}"#), Reading.http(500)),
        Reading(
            "a stream without its end", .openAIResponses,
            .stream(#"{"type":"response.output_text.delta","delta":"SELECT 1"}"#), .failure(.unreadable)),
        Reading(
            "two ends", .openAIResponses,
            .stream(
                #"{"type":"response.completed","response":\#(response(#""status":"completed",\#(said)"#))}"#,
                #"{"type":"response.completed","response":\#(response(#""status":"completed",\#(said)"#))}"#),
            .failure(.metered(.unreadable, counted, model: "asked"))),
        Reading(
            "no status", .openAIResponses, ProviderResponse(200, response(said)),
            .failure(.metered(.unreadable, counted, model: "asked"))),
    ])
    func `a response is read`(_ row: Reading) {
        #expect(row.api.read(row.response) == row.result)
    }

    @Test(arguments: [
        Reading(
            "a completion", .openAICompletions,
            ProviderResponse(
                200,
                #"{"choices":[{"text":"SELECT 1","index":0,"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#
            ),
            Reading.reply("SELECT 1", usage: TokenUsage(input: 3, output: 2))),
        Reading(
            "a completion in parts", .openAICompletions,
            .stream(
                #"{"choices":[{"text":"SELECT ","index":0,"finish_reason":null}]}"#,
                #"{"choices":[{"text":"1","index":0,"finish_reason":"length"}]}"#, "[DONE]"),
            Reading.reply("SELECT 1", "length")),
        Reading(
            "a completion without a text", .openAICompletions,
            ProviderResponse(200, #"{"choices":[{"message":{"content":"a"}}]}"#), .failure(.unreadable)),
        Reading(
            "Anthropic's completion", .anthropicCompletions,
            ProviderResponse(
                200, #"{"type":"completion","completion":" Hello","stop_reason":"stop_sequence","model":"claude-2"}"#),
            Reading.reply(" Hello", "stop_sequence", model: "claude-2")),
        Reading(
            "Anthropic's completion in parts", .anthropicCompletions,
            .stream(
                #"{"type":"completion","completion":" Hel","stop_reason":null}"#, #"{"type":"ping"}"#,
                #"{"type":"completion","completion":"lo","stop_reason":"stop_sequence"}"#),
            Reading.reply(" Hello", "stop_sequence")),
        Reading(
            "Bedrock's message", .bedrockConverse,
            ProviderResponse(
                200,
                #"{"output":{"message":{"role":"assistant","content":[{"reasoningContent":{}},{"text":"SELECT 1"}]}},"stopReason":"end_turn","usage":{"inputTokens":7,"outputTokens":2,"totalTokens":9,"cacheReadInputTokens":1},"metrics":{"latencyMs":551}}"#
            ),
            Reading.reply("SELECT 1", "end_turn", usage: TokenUsage(input: 7, cachedInput: 1, output: 2))),
        Reading(
            "Bedrock's call", .bedrockConverse,
            ProviderResponse(
                200,
                #"{"output":{"message":{"content":[{"toolUse":{"toolUseId":"t","name":"sql","input":{"sql":"SELECT 1"}}}]}},"stopReason":"tool_use"}"#
            ),
            Reading.reply(#"{"tool_calls":[{"name":"sql","arguments":"{\"sql\":\"SELECT 1\"}"}]}"#, "tool_use")),
        Reading(
            "Bedrock without a message", .bedrockConverse, ProviderResponse(200, #"{"output":{}}"#),
            .failure(.unreadable)),
        Reading(
            "Bedrock's stream", .bedrockConverse,
            ProviderResponse(200, "\u{0}\u{0}\u{0}", ["content-type": "application/vnd.amazon.eventstream"]),
            .failure(.unreadable)),
    ])
    func `completions and converse are read`(_ row: Reading) {
        #expect(row.api.read(row.response) == row.result)
    }
}
