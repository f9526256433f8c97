import Testing
import ToolRouter

@testable import ToolRouterFormats

@Suite struct ChatShapeTests {
    private static func body(_ message: String, _ rest: String = #""finish_reason":"stop""#) -> ProviderResponse {
        ProviderResponse(200, #"{"model":"gpt-4o-2024-08-06","choices":[{"index":0,"message":\#(message),\#(rest)}]}"#)
    }

    private static func reply(
        _ text: String, _ finishReason: String? = "stop", usage: TokenUsage? = nil
    ) -> Result<PlannerReply, PlannerFailure> {
        Reading.reply(text, finishReason, model: "gpt-4o-2024-08-06", usage: usage)
    }

    @Test(arguments: [
        Reading("a text", .openAIChat, body(#"{"content":"SELECT 1"}"#), reply("SELECT 1")),
        Reading("Azure's text", .azureOpenAI, body(#"{"content":"SELECT 1"}"#), reply("SELECT 1")),
        Reading("no text", .openAIChat, body(#"{"content":null}"#), reply("")),
        Reading("no content at all", .openAIChat, body(#"{"role":"assistant"}"#), reply("")),
        Reading(
            "parts, of which texts count", .openAIChat,
            body(
                #"{"content":[{"type":"thinking","thinking":[]},{"type":"text","text":"SELECT "},{"type":"text","text":"1"}]}"#
            ),
            reply("SELECT 1")),
        Reading(
            "a refusal", .openAIChat, body(#"{"content":null,"refusal":"I can't help with that."}"#),
            reply("I can't help with that.", "refusal")),
        Reading(
            "a filter", .openAIChat, body(#"{"content":""}"#, #""finish_reason":"content_filter""#),
            reply("", "content_filter")),
        Reading(
            "too long", .openAIChat, body(#"{"content":"SELECT"}"#, #""finish_reason":"length""#),
            reply("SELECT", "length")),
        Reading(
            "no word for the end", .openAIChat, body(#"{"content":"SELECT 1"}"#, #""finish_reason":null"#),
            reply("SELECT 1", nil)),
        Reading(
            "a call of a tool", .openAIChat,
            body(
                #"{"content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"sql","arguments":"{\"sql\":\"SELECT 1\"}"}}]}"#,
                #""finish_reason":"tool_calls""#),
            reply(#"{"tool_calls":[{"name":"sql","arguments":"{\"sql\":\"SELECT 1\"}"}]}"#, "tool_calls")),
        Reading(
            "a call with its arguments as an object, beside a text", .openAIChat,
            body(
                #"{"content":"Here:","tool_calls":[{"function":{"name":"sql","arguments":{"sql":"SELECT 1","n":[1.50,null,true]}}}]}"#
            ),
            reply(
                #"{"content":"Here:","tool_calls":[{"name":"sql","arguments":"{\"sql\":\"SELECT 1\",\"n\":[1.50,null,true]}"}]}"#
            )),
        Reading(
            "the older call of a function", .openAIChat,
            body(
                #"{"content":null,"function_call":{"name":"sql","arguments":"{}"}}"#,
                #""finish_reason":"function_call""#),
            reply(#"{"tool_calls":[{"name":"sql","arguments":"{}"}]}"#, "function_call")),
        Reading(
            "two choices: the one with index 0", .openAIChat,
            ProviderResponse(
                200,
                #"{"model":"gpt-4o-2024-08-06","choices":[{"index":1,"message":{"content":"b"},"finish_reason":"stop"},{"index":0,"message":{"content":"a"},"finish_reason":"stop"}]}"#
            ),
            reply("a")),
        Reading(
            "a choice that failed", .openAIChat,
            body(
                #"{"content":""}"#, #""finish_reason":"error","error":{"code":502,"message":"Provider returned error"}"#
            ),
            Reading.http(502)),
        Reading(
            "a choice that failed behind a text", .openAIChat,
            body(
                #"{"content":"SEL"}"#,
                #""finish_reason":"error","error":{"code":502,"message":"Provider returned error"}"#),
            .failure(.unreadable)),
        Reading(
            "no model named", .openAIChat,
            ProviderResponse(200, #"{"model":"","choices":[{"message":{"content":"a"},"finish_reason":"stop"}]}"#),
            Reading.reply("a")),
        Reading("no choice", .openAIChat, ProviderResponse(200, #"{"choices":[]}"#), .failure(.unreadable)),
        Reading(
            "no choices", .openAIChat, ProviderResponse(200, #"{"object":"chat.completion"}"#), .failure(.unreadable)),
        Reading(
            "no message, since all of it was filtered", .azureOpenAI,
            ProviderResponse(200, #"{"choices":[{"index":0,"finish_reason":"content_filter"}]}"#),
            Reading.reply("", "content_filter")),
        Reading("no message", .openAIChat, ProviderResponse(200, #"{"choices":[{"index":0}]}"#), .failure(.unreadable)),
        Reading("a message that is a text", .openAIChat, body(#""SELECT 1""#), .failure(.unreadable)),
        Reading("a content that is a number", .openAIChat, body(#"{"content":1}"#), .failure(.unreadable)),
        Reading(
            "two contents", .openAIChat, body(#"{"content":"SELECT 1","content":"DELETE"}"#), .failure(.unreadable)),
        Reading(
            "no choice, but tokens", .openAIChat,
            ProviderResponse(200, #"{"model":"m","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}"#),
            .failure(.metered(.unreadable, TokenUsage(input: 7, output: 2), model: "m"))),
    ])
    func `a document is read`(_ row: Reading) {
        #expect(row.api.read(row.response) == row.result)
    }

    private static func chunk(_ delta: String, _ end: String = "null") -> String {
        #"{"model":"gpt-4o-2024-08-06","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(end)}]}"#
    }

    private static let usage = #"{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}"#

    @Test(arguments: [
        Reading(
            "its parts in order", .openAIChat,
            .stream(
                chunk(#"{"role":"assistant","content":""}"#), chunk(#"{"content":"SELECT "}"#),
                chunk(#"{"content":"1"}"#),
                chunk("{}", #""stop""#), usage, "[DONE]"),
            reply("SELECT 1", usage: TokenUsage(input: 7, output: 2))),
        Reading(
            "without usage", .openAIChat, .stream(chunk(#"{"content":"a"}"#), chunk("{}", #""stop""#), "[DONE]"),
            reply("a")),
        Reading("without [DONE]", .openAIChat, .stream(chunk(#"{"content":"a"}"#, #""stop""#)), reply("a")),
        Reading(
            "a call in parts, beside another", .openAIChat,
            .stream(
                chunk(#"{"tool_calls":[{"index":0,"function":{"name":"sql","arguments":""}}]}"#),
                chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"{\"sql\":"}}]}"#),
                chunk(#"{"tool_calls":[{"index":1,"function":{"name":"docs","arguments":"{}"}}]}"#),
                chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"\"\"}"}}]}"#),
                chunk("{}", #""tool_calls""#)),
            reply(
                #"{"tool_calls":[{"name":"sql","arguments":"{\"sql\":\"\"}"},{"name":"docs","arguments":"{}"}]}"#,
                "tool_calls")),
        Reading("no end", .openAIChat, .stream(chunk(#"{"content":"SELECT 1"}"#)), .failure(.unreadable)),
        Reading(
            "[DONE], but no end", .openAIChat, .stream(chunk(#"{"content":"SELECT 1"}"#), "[DONE]"),
            .failure(.unreadable)),
        Reading("no event", .openAIChat, .stream(), .failure(.unreadable)),
        Reading(
            "an event that is not JSON", .openAIChat, .stream(chunk(#"{"content":"a"}"#, #""stop""#), "{"),
            .failure(.unreadable)),
        Reading(
            "an error first", .openAIChat, .stream(#"{"error":{"code":429,"message":"slow down"}}"#), Reading.http(429)),
        Reading(
            "an error behind a text", .openAIChat,
            .stream(chunk(#"{"content":"SELECT"}"#), #"{"error":{"code":502,"message":"upstream"}}"#),
            .failure(.unreadable)),
    ])
    func `a stream is put together`(_ row: Reading) {
        #expect(row.api.read(row.response) == row.result)
    }
}
