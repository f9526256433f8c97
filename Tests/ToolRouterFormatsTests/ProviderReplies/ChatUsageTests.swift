import Testing
import ToolRouter

@testable import ToolRouterFormats

@Suite struct ChatUsageTests {
    struct Row: CustomTestStringConvertible {
        let testDescription: String
        let usage: String
        let tokens: TokenUsage?

        init(_ name: String, _ usage: String, _ tokens: TokenUsage?) {
            testDescription = name
            self.usage = usage
            self.tokens = tokens
        }
    }

    @Test(arguments: [
        Row(
            "OpenAI's, reasoning within the reply",
            #"{"prompt_tokens":11,"completion_tokens":203,"total_tokens":214,"completion_tokens_details":{"reasoning_tokens":192},"prompt_tokens_details":{"cached_tokens":4}}"#,
            TokenUsage(input: 7, cachedInput: 4, output: 11, reasoning: 192)),
        Row(
            "xAI's, reasoning beside the reply",
            #"{"prompt_tokens":11,"completion_tokens":20,"total_tokens":131,"completion_tokens_details":{"reasoning_tokens":100}}"#,
            TokenUsage(input: 11, output: 20, reasoning: 100)),
        Row(
            "Gemini's, reasoning in the sum alone", #"{"prompt_tokens":11,"completion_tokens":20,"total_tokens":131}"#,
            TokenUsage(input: 11, output: 20, reasoning: 100)),
        Row(
            "DeepSeek's cache",
            #"{"prompt_tokens":11,"completion_tokens":2,"prompt_cache_hit_tokens":10,"prompt_cache_miss_tokens":1}"#,
            TokenUsage(input: 1, cachedInput: 10, output: 2)),
        Row(
            "LiteLLM's cache of Anthropic",
            #"{"prompt_tokens":11,"completion_tokens":2,"total_tokens":13,"cache_creation_input_tokens":3,"cache_read_input_tokens":4}"#,
            TokenUsage(input: 4, cachedInput: 4, cacheWrite: 3, output: 2)),
        Row("no sum", #"{"prompt_tokens":11,"completion_tokens":2}"#, TokenUsage(input: 11, output: 2)),
        Row(
            "null details", #"{"prompt_tokens":11,"completion_tokens":2,"prompt_tokens_details":null}"#,
            TokenUsage(input: 11, output: 2)),
        Row(
            "whole numbers with a point", #"{"prompt_tokens":11.0,"completion_tokens":2}"#,
            TokenUsage(input: 11, output: 2)),
        Row("no reply", #"{"prompt_tokens":11}"#, nil),
        Row("nothing", "{}", nil),
        Row("a sum below its parts", #"{"prompt_tokens":11,"completion_tokens":2,"total_tokens":12}"#, nil),
        Row(
            "a sum of something else",
            #"{"prompt_tokens":11,"completion_tokens":9,"total_tokens":30,"completion_tokens_details":{"reasoning_tokens":3}}"#,
            nil),
        Row(
            "more cached than there was",
            #"{"prompt_tokens":11,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":12}}"#, nil),
        Row("below nothing", #"{"prompt_tokens":-1,"completion_tokens":2}"#, nil),
        Row("half a token", #"{"prompt_tokens":1.5,"completion_tokens":2}"#, nil),
        Row("more than a price takes", #"{"prompt_tokens":1000000000001,"completion_tokens":2}"#, nil),
        Row("more than 64 bits", #"{"prompt_tokens":99999999999999999999,"completion_tokens":2}"#, nil),
        Row("a text", #"{"prompt_tokens":"11","completion_tokens":2}"#, nil),
        Row("a count twice", #"{"prompt_tokens":11,"prompt_tokens":1,"completion_tokens":2}"#, nil),
        Row("a list", "[1,2]", nil),
    ])
    func `counts are taken apart, or unknown`(_ row: Row) {
        let body = #"{"choices":[{"message":{"content":"a"},"finish_reason":"stop"}],"usage":\#(row.usage)}"#
        #expect(ProviderAPI.openAIChat.read(ProviderResponse(200, body)) == Reading.reply("a", usage: row.tokens))
    }

    @Test(arguments: [
        Row(
            "cache writes that don't add up",
            #"{"input_tokens":1,"output_tokens":1,"cache_creation_input_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":1}}"#,
            nil),
        Row(
            "more thoughts than words",
            #"{"input_tokens":1,"output_tokens":1,"output_tokens_details":{"thinking_tokens":2}}"#, nil),
        Row("no reply", #"{"input_tokens":1}"#, nil),
        Row(
            "cached tokens beside the prompt", #"{"input_tokens":1,"cache_read_input_tokens":900,"output_tokens":1}"#,
            TokenUsage(input: 1, cachedInput: 900, output: 1)),
    ])
    func `Anthropic's counts are taken apart, or unknown`(_ row: Row) {
        let body = #"{"content":[{"type":"text","text":"a"}],"stop_reason":"stop","usage":\#(row.usage)}"#
        #expect(
            ProviderAPI.anthropicMessages.read(ProviderResponse(200, body)) == Reading.reply("a", usage: row.tokens))
    }
}
