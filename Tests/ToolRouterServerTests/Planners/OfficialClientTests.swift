import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterServer

/// What the official Python clients take for requests, and make of replies.
@Suite(
    .enabled(
        if: OutsidePython.has("openai", "anthropic", "pydantic"),
        "needs the official clients: pip install openai anthropic, and TOOLROUTER_PYTHON if it is another Python than python3"
    ))
struct OfficialClientTests {
    /// Validates each line of its input by the client's own types, and forbids what they do not know.
    private static let judge = """
        import json, sys
        from pydantic import TypeAdapter
        from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming
        from anthropic.types.message_create_params import MessageCreateParamsNonStreaming
        kinds = {'chat': CompletionCreateParamsNonStreaming, 'messages': MessageCreateParamsNonStreaming}
        for line in sys.stdin:
            kind, body = line.split(' ', 1)
            body = json.loads(body)
            unknown = set(body) - set(kinds[kind].__annotations__) - set().union(
                *[set(getattr(base, '__annotations__', {})) for base in kinds[kind].__orig_bases__])
            TypeAdapter(kinds[kind]).validate_python(body)
            print(kind, sorted(unknown))
        """

    @Test func `the clients take our requests for their own`() throws {
        var input = ""
        var expected: [String] = []
        for (api, kind) in [(ProviderAPI.openAIChat, "chat"), (.azureOpenAI, "chat"), (.anthropicMessages, "messages")]
        {
            let provider = ProviderSettings(api: api, address: ProviderAddress("http://127.0.0.1/v1"))
            let endpoint = try ProviderEndpoint(provider, named: "here", for: "m", [:])
            for structured in ProviderSettings.StructuredOutput.allCases {
                for countsCompletion in [false, true] {
                    var shape = RequestShape(endpoint)
                    shape.structured = structured
                    shape.countsCompletion = countsCompletion
                    let body = ProviderRequestBody.write(
                        PromptText(system: "Plan.", user: "How many?"), schema: PlanSchema([.sql]), model: "m",
                        to: endpoint, shape)
                    input += "\(kind) \(String(decoding: body, as: UTF8.self))\n"
                    expected.append("\(kind) []")
                }
            }
        }
        let result = try OutsidePython.run(Self.judge, input: input)
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.text.split(separator: "\n").map(String.init) == expected)
    }

    /// Replies made by the clients' own types, as their servers send them.
    private static let replies = """
        from openai.types.chat import ChatCompletion
        from anthropic.types import Message
        plan = '{"tool":"sql","sql":"SELECT 1","confidence":1}'
        def chat(finish, usage=True, **message):
            body = dict(id='c', created=1, model='gpt-4o-2024-08-06', object='chat.completion', choices=[dict(
                index=0, finish_reason=finish, logprobs=None, message=dict(dict(role='assistant', content=None, refusal=None), **message))])
            if usage:
                body['usage'] = dict(prompt_tokens=100, completion_tokens=30, total_tokens=130,
                    prompt_tokens_details=dict(cached_tokens=40, audio_tokens=0),
                    completion_tokens_details=dict(reasoning_tokens=10, audio_tokens=0))
            return ChatCompletion.model_validate(body)
        def message(stop, *content):
            return Message.model_validate(dict(id='m', type='message', role='assistant', model='claude-sonnet-4-5',
                stop_reason=stop, stop_sequence=None, content=list(content),
                usage=dict(input_tokens=60, cache_read_input_tokens=40, cache_creation_input_tokens=0, output_tokens=30)))
        text = dict(type='text', text=plan)
        for kind, reply in [
            ('openai-chat', chat('stop', content=plan)), ('openai-chat', chat('stop', content=plan, usage=False)),
            ('openai-chat', chat('length', content=plan)), ('openai-chat', chat('content_filter', content='')),
            ('openai-chat', chat('stop', refusal='I cannot help with that.')),
            ('anthropic-messages', message('end_turn', text)), ('anthropic-messages', message('max_tokens', text)),
            ('anthropic-messages', message('refusal')),
            ('anthropic-messages', message('end_turn', dict(type='thinking', thinking='Hm.', signature='s'), text)),
        ]:
            print(kind, reply.model_dump_json())
        """

    private static let expected: [(finish: String?, text: String?, usage: TokenUsage?)] = [
        ("stop", plan, chat), ("stop", plan, nil), ("length", plan, chat), ("content_filter", nil, chat),
        (nil, nil, chat), ("end_turn", plan, message), ("max_tokens", plan, message), ("refusal", nil, message),
        ("end_turn", plan, message),
    ]
    private static let plan = #"{"tool":"sql","sql":"SELECT 1","confidence":1}"#
    private static let chat = TokenUsage(input: 60, cachedInput: 40, output: 20, reasoning: 10)
    private static let message = TokenUsage(input: 60, cachedInput: 40, output: 30)

    @Test func `what the clients' types write is read`() throws {
        let result = try OutsidePython.run(Self.replies)
        #expect(result.code == 0, "\(result.errors)")
        let lines = result.text.split(separator: "\n")
        try #require(lines.count == Self.expected.count)
        for (line, expected) in zip(lines, Self.expected) {
            let parts = line.split(separator: " ", maxSplits: 1)
            let api = try #require(ProviderAPI(rawValue: String(parts[0])))
            let response = ProviderResponse(
                status: 200, headers: [.init("content-type", "application/json")], body: Array(parts[1].utf8))
            let reply = try api.read(response, asked: "m", at: Timestamp(microseconds: 0)).get()
            #expect(reply.usage == expected.usage, "\(line)")
            if let finish = expected.finish { #expect(reply.finishReason == finish, "\(line)") }
            if let text = expected.text { #expect(reply.text == text, "\(line)") }
        }
    }
}
