import Testing
import ToolRouter

@testable import ToolRouterFormats

@Suite struct ProviderErrorTests {
    private static func error(_ status: Int, _ error: String, _ heads: [String: String] = [:]) -> ProviderResponse {
        ProviderResponse(status, #"{"error":\#(error)}"#, heads)
    }

    private static let filtered = Reading.reply("", "content_filter")

    @Test(arguments: [
        Reading(
            "401", .openAIChat, error(401, #"{"code":"invalid_api_key","type":"invalid_request_error"}"#),
            Reading.http(401)),
        Reading("402", .openAIChat, error(402, #"{"message":"Insufficient Balance"}"#), Reading.http(402)),
        Reading("403", .openAIChat, error(403, "{}"), Reading.http(403)),
        Reading("404 of a model", .openAIChat, error(404, #"{"code":"model_not_found"}"#), Reading.http(404)),
        Reading("404 of a deployment", .azureOpenAI, error(404, #"{"code":"DeploymentNotFound"}"#), Reading.http(404)),
        Reading("400 of a model", .openAIResponses, error(400, #"{"code":"model_not_found"}"#), Reading.http(404)),
        Reading(
            "400 of Mistral's model", .openAIChat,
            ProviderResponse(
                400,
                #"{"object":"error","message":"Invalid model: x","type":"invalid_model","param":null,"code":"1500"}"#),
            Reading.http(404)),
        Reading(
            "400 of Bedrock's model", .bedrockConverse,
            ProviderResponse(400, #"{"message":"The provided model identifier is invalid."}"#), Reading.http(404)),
        Reading(
            "400 of a long context", .openAIChat, error(400, #"{"code":"context_length_exceeded"}"#), Reading.http(400)),
        Reading("400 of a filter", .azureOpenAI, error(400, #"{"code":"content_filter","innererror":{}}"#), filtered),
        Reading(
            "400 of Anthropic's account", .anthropicMessages,
            ProviderResponse(
                400,
                #"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}"#
            ), Reading.http(402)),
        Reading(
            "400 of Gemini's key, in a list", .openAIChat,
            ProviderResponse(
                400,
                #"[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]"#
            ), Reading.http(401)),
        Reading(
            "400 of xAI's key, a text", .openAIChat,
            ProviderResponse(
                400, #"{"code":"Client specified an invalid argument","error":"Incorrect API key provided: xx"}"#),
            Reading.http(401)),
        Reading(
            "a sentence in the middle is no sentence", .openAIChat,
            error(400, #"{"message":"You wrote: Your credit balance is too low"}"#), Reading.http(400)),
        Reading("408", .openAIChat, error(408, "{}"), Reading.http(408)),
        Reading("413", .anthropicMessages, error(413, #"{"type":"request_too_large"}"#), Reading.http(413)),
        Reading(
            "429", .openAIChat, error(429, #"{"code":"rate_limit_exceeded"}"#, ["retry-after": "7"]),
            Reading.http(429, .seconds(7))),
        Reading(
            "429 of an empty account", .openAIChat, error(429, #"{"code":"insufficient_quota"}"#), Reading.http(402)),
        Reading("500", .openAIChat, error(500, #"{"type":"server_error"}"#), Reading.http(500)),
        Reading("500 keeps to its status", .openAIChat, error(500, #"{"code":"invalid_api_key"}"#), Reading.http(500)),
        Reading(
            "503 with a page", .openAIChat,
            ProviderResponse(503, "<html>", ["content-type": "text/html", "retry-after": "2"]),
            Reading.http(503, .seconds(2))),
        Reading("529", .anthropicMessages, error(529, #"{"type":"overloaded_error"}"#), Reading.http(529)),
        Reading(
            "a redirect", .openAIChat, ProviderResponse(302, "", ["location": "https://example.com"]), Reading.http(302)
        ),
        Reading(
            "an error that was cut short", .openAIChat, ProviderResponse(500, #"{"err"#, isComplete: false),
            Reading.http(500)),
        Reading(
            "an error that says its code twice", .openAIChat, error(400, #"{"code":"model_not_found","code":"x"}"#),
            Reading.http(400)),
    ])
    func `a refusal has the status that its body asks for`(_ row: Reading) {
        #expect(row.api.read(row.response) == row.result)
    }

    @Test(arguments: [
        Reading(
            "a number for its code", .openAIChat,
            error(200, #"{"code":429,"message":"Rate limit exceeded"}"#, ["retry-after": "3"]),
            Reading.http(429, .seconds(3))),
        Reading(
            "a number in a text", .azureOpenAI, error(200, #"{"code":"429","message":"Slow down"}"#), Reading.http(429)),
        Reading("a filter", .azureOpenAI, error(200, #"{"code":"content_filter","status":400}"#), filtered),
        Reading("a status", .azureOpenAI, error(200, #"{"code":"Whatever","status":503}"#), Reading.http(503)),
        Reading(
            "a kind", .anthropicMessages, error(200, #"{"type":"overloaded_error","message":"Overloaded"}"#),
            Reading.http(529)),
        Reading(
            "a text beside its kind", .openAIChat,
            ProviderResponse(200, #"{"error":"Model is overloaded","error_type":"overloaded"}"#), Reading.http(503)),
        Reading("nothing that is known", .openAIChat, error(200, #"{"message":"Something"}"#), .failure(.unreadable)),
        Reading("a text alone", .openAIChat, error(200, #""Something""#), .failure(.unreadable)),
        Reading("a code of success", .openAIChat, error(200, #"{"code":200}"#), .failure(.unreadable)),
        Reading(
            "an error of nulls beside a reply", .openAIChat,
            ProviderResponse(
                200,
                #"{"error":{"code":null,"message":null},"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]}"#
            ),
            Reading.reply("a")),
        Reading(
            "an empty error beside a reply", .openAIChat,
            ProviderResponse(200, #"{"error":{},"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]}"#),
            Reading.reply("a")),
        Reading(
            "beside a reply", .openAIChat,
            ProviderResponse(
                200,
                #"{"error":{"code":502},"choices":[{"message":{"content":"SELECT 1"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#
            ),
            .failure(.metered(.unreadable, TokenUsage(input: 1, output: 1)))),
    ])
    func `an error in a success is the failure it names`(_ row: Reading) {
        #expect(row.api.read(row.response) == row.result)
    }

    private static let chat = #"{"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]}"#

    @Test(arguments: [
        Reading(
            "the page of a proxy", .openAIChat,
            ProviderResponse(200, "<html>Sign in</html>", ["content-type": "text/html"]), .failure(.unreadable)),
        Reading(
            "a reply that says it is a page", .openAIChat, ProviderResponse(200, chat, ["content-type": "text/html"]),
            .failure(.unreadable)),
        Reading("nothing", .openAIChat, ProviderResponse(200, ""), .failure(.unreadable)),
        Reading("204", .openAIChat, ProviderResponse(204, ""), .failure(.unreadable)),
        Reading("201", .openAIChat, ProviderResponse(201, chat), Reading.reply("a")),
        Reading(
            "a type with a suffix", .openAIChat,
            ProviderResponse(200, chat, ["content-type": "application/vnd.api+json"]), Reading.reply("a")),
        Reading(
            "a vague type", .openAIChat, ProviderResponse(200, "\n" + chat, ["content-type": "text/plain"]),
            Reading.reply("a")),
        Reading(
            "no type", .openAIChat, ProviderResponse(status: 200, headers: [], body: Array(chat.utf8)),
            Reading.reply("a")),
        Reading(
            "a body that was cut short", .openAIChat, ProviderResponse(200, chat, isComplete: false),
            .failure(.connection)),
        Reading("half of it", .openAIChat, ProviderResponse(200, String(chat.prefix(40))), .failure(.unreadable)),
        Reading("two of them", .openAIChat, ProviderResponse(200, chat + chat), .failure(.unreadable)),
        Reading("null", .openAIChat, ProviderResponse(200, "null"), .failure(.unreadable)),
        Reading("a mark of its byte order", .openAIChat, ProviderResponse(200, "\u{FEFF}" + chat), Reading.reply("a")),
    ])
    func `a success is read if it is one`(_ row: Reading) {
        #expect(row.api.read(row.response) == row.result)
    }

    @Test func `the parts of an error are told`() {
        let response = Self.error(
            400,
            #"{"message":"Invalid parameter","type":"invalid_request_error","param":"response_format","code":null}"#)
        #expect(
            ProviderError(in: response)
                == ProviderError(
                    type: "invalid_request_error", parameter: "response_format", message: "Invalid parameter"))
        let amazon = ProviderResponse(
            429, #"{"message":"Too many"}"#, ["x-amzn-ErrorType": "ThrottlingException:http://internal"])
        #expect(ProviderError(in: amazon) == ProviderError(type: "ThrottlingException", message: "Too many"))
        #expect(ProviderError(in: ProviderResponse(500, "<html>")) == nil)
        let long = ProviderError(in: Self.error(400, #"{"message":"\#(String(repeating: "x", count: 100_000))"}"#))
        #expect(long?.message?.count == 1_000)
    }

    @Test func `a word means one thing`() {
        let words = ErrorWords.rows.flatMap(\.words).map { $0.lowercased().filter { $0 != "_" } }
        #expect(Set(words).count == words.count)
    }
}
