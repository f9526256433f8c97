import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

@Suite struct ProviderRequestBodyTests {
    private static let schema =
        #"{"type":"object","properties":{"tool":{"type":"string","enum":["sql","none"]},"sql":{"anyOf":[{"type":"string"},{"type":"null"}]},"confidence":{"type":"number"}},"required":["tool","sql","confidence"],"additionalProperties":false}"#
    private static let messages = #"[{"role":"system","content":"Plan."},{"role":"user","content":"\"How many?\""}]"#

    private struct Row: Sendable {
        let name: String
        let api: ProviderAPI
        let change: @Sendable (inout RequestShape) -> Void
        var tools: [ToolName] = ["sql"]
        let body: String
    }

    private static let rows: [Row] = [
        Row(
            name: "chat with a schema", api: .openAIChat, change: { _ in },
            body: #"{"model":"m","messages":"# + messages
                + #","max_tokens":4096,"response_format":{"type":"json_schema","json_schema":{"name":"plan","strict":true,"schema":"#
                + schema + #"}},"temperature":0}"#),
        Row(
            name: "chat with JSON", api: .azureOpenAI, change: { $0.structured = .json },
            body: #"{"model":"m","messages":"# + messages
                + #","max_tokens":4096,"response_format":{"type":"json_object"},"temperature":0}"#),
        Row(
            name: "chat with nothing but the prompt", api: .openAIChat,
            change: {
                $0.structured = .none
                $0.countsCompletion = true
                $0.hasTemperature = false
            }, body: #"{"model":"m","messages":"# + messages + #","max_completion_tokens":4096}"#),
        Row(
            name: "chat about a tool whose arguments no schema lists", api: .openAIChat, change: { _ in },
            tools: ["sql", "docs", "rest"],
            body: #"{"model":"m","messages":"# + messages
                + #","max_tokens":4096,"response_format":{"type":"json_object"},"temperature":0}"#),
        Row(
            name: "chat about a statement and words", api: .openAIChat, change: { _ in }, tools: ["sql", "docs"],
            body: #"{"model":"m","messages":"# + messages
                + #","max_tokens":4096,"response_format":{"type":"json_schema","json_schema":{"name":"plan","strict":true,"schema":{"type":"object","properties":{"tool":{"type":"string","enum":["sql","docs","none"]},"sql":{"anyOf":[{"type":"string"},{"type":"null"}]},"query":{"anyOf":[{"type":"string"},{"type":"null"}]},"confidence":{"type":"number"}},"required":["tool","sql","query","confidence"],"additionalProperties":false}}},"temperature":0}"#
        ),
        Row(
            name: "messages with a schema", api: .anthropicMessages, change: { _ in },
            body:
                #"{"model":"m","max_tokens":4096,"system":"Plan.","messages":[{"role":"user","content":"\"How many?\""}],"output_config":{"format":{"type":"json_schema","schema":"#
                + schema + "}}}"),
        Row(
            name: "messages with nothing but the prompt", api: .anthropicMessages, change: { $0.structured = .none },
            body:
                #"{"model":"m","max_tokens":4096,"system":"Plan.","messages":[{"role":"user","content":"\"How many?\""}]}"#
        ),
    ]

    @Test(arguments: rows.indices)
    func `a request says in each protocol what is asked`(index: Int) throws {
        let row = Self.rows[index]
        let provider = ProviderSettings(api: row.api, address: ProviderAddress("http://127.0.0.1:1/v1"))
        let endpoint = try ProviderEndpoint(provider, named: "here", for: "m", [:])
        var shape = RequestShape(endpoint)
        row.change(&shape)
        let body = ProviderRequestBody.write(
            PromptText(system: "Plan.", user: #""How many?""#), schema: PlanSchema(row.tools), model: "m",
            to: endpoint, shape)
        #expect(String(decoding: body, as: UTF8.self) == row.body, "\(row.name)")
    }

    static let addresses: [(api: ProviderAPI, address: ProviderAddress, url: String)] = [
        (.openAIChat, ProviderAddress("https://api.openai.com/v1"), "https://api.openai.com/v1/chat/completions"),
        (
            .openAIChat, ProviderAddress("https://openrouter.ai/api/v1/"),
            "https://openrouter.ai/api/v1/chat/completions"
        ),
        (.openAIChat, ProviderAddress("http://localhost:11434"), "http://localhost:11434/v1/chat/completions"),
        (.openAIChat, ProviderAddress("http://vllm:8000/"), "http://vllm:8000/v1/chat/completions"),
        (
            .openAIChat, ProviderAddress("http://gateway/llm/chat/completions"), "http://gateway/llm/chat/completions"
        ),
        (
            .azureOpenAI, ProviderAddress("https://shop.openai.azure.com"),
            "https://shop.openai.azure.com/openai/deployments/gpt%204o%2Feu/chat/completions?api-version=2024-10-21"
        ),
        (
            .azureOpenAI,
            ProviderAddress("https://shop.openai.azure.com/openai", deployment: "prod", version: "2025-01-01-preview"),
            "https://shop.openai.azure.com/openai/deployments/prod/chat/completions?api-version=2025-01-01-preview"
        ),
        (
            .azureOpenAI, ProviderAddress("https://shop.openai.azure.com/openai/v1/"),
            "https://shop.openai.azure.com/openai/v1/chat/completions"
        ),
        (.anthropicMessages, ProviderAddress("https://api.anthropic.com"), "https://api.anthropic.com/v1/messages"),
        (.anthropicMessages, ProviderAddress("https://api.anthropic.com/v1"), "https://api.anthropic.com/v1/messages"),
    ]

    @Test(arguments: addresses.indices)
    func `a base address as its provider documents it leads to the interface`(index: Int) {
        let (api, address, url) = Self.addresses[index]
        #expect(address.url(of: api, for: "gpt 4o/eu") == url)
    }
}
