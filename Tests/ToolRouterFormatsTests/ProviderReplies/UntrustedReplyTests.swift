import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

/// Whatever a provider sends: nothing traps, and nothing without an envelope is a reply.
@Suite struct UntrustedReplyTests {
    private static let seeds: [(api: ProviderAPI, body: String)] = [
        (
            .openAIChat,
            #"{"id":"c","model":"m","choices":[{"index":0,"message":{"content":"SELECT 1","refusal":null,"tool_calls":[{"index":0,"function":{"name":"sql","arguments":"{}"}}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17,"prompt_tokens_details":{"cached_tokens":3}}}"#
        ),
        (
            .anthropicMessages,
            #"{"type":"message","model":"m","content":[{"type":"text","text":"SELECT 1"},{"type":"tool_use","name":"sql","input":{"a":[1,2,{"b":null}]}}],"stop_reason":"end_turn","usage":{"input_tokens":7,"output_tokens":6}}"#
        ),
        (
            .openAIResponses,
            #"{"model":"m","status":"completed","error":null,"output":[{"type":"message","content":[{"type":"output_text","text":"SELECT 1"}]}],"usage":{"input_tokens":9,"output_tokens":6}}"#
        ),
        (.openAICompletions, #"{"model":"m","choices":[{"text":"SELECT 1","index":0,"finish_reason":"stop"}]}"#),
        (.anthropicCompletions, #"{"completion":" Hello","stop_reason":"stop_sequence","model":"m"}"#),
        (
            .bedrockConverse,
            #"{"output":{"message":{"content":[{"text":"SELECT 1"}]}},"stopReason":"end_turn","usage":{"inputTokens":7,"outputTokens":2}}"#
        ),
    ]

    private static let snippets = [
        "null", "{}", "[]", "\"\"", "1e999", "-1", "18446744073709551616", "\\ud800", "\u{0}", "{\"error\":", "data: ",
        "\n\n",
        "[DONE]", "\"content\":", "}", "]", ",", "\"type\":\"error\"", "true", String(repeating: "[", count: 200),
    ]

    /// A body after some changes: bytes taken out, doubled, overwritten, snippets put in.
    private static func changed(_ body: String, _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(body.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...20, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 2: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 3: bytes.insert(contentsOf: snippets.randomElement(using: &random)!.utf8, at: place)
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }

    @Test(arguments: ProviderAPI.allCases) func `what is changed is a reply only if it has an envelope`(
        _ api: ProviderAPI
    ) {
        var random = SeededGenerator(seed: 14)
        var replies = 0
        for round in 0..<6_000 {
            let seed = Self.seeds[round % Self.seeds.count]
            let body = Self.changed(seed.body, &random)
            let heads = [
                ProviderResponse.Header("Content-Type", round.isMultiple(of: 7) ? "text/plain" : "application/json")
            ]
            let result = api.read(
                ProviderResponse(status: 200, headers: heads, body: body), asked: "m", at: .init(nanoseconds: 0))
            guard case .success(let reply) = result else { continue }
            replies += 1
            // Foundation reads it, too, and finds the member that the text is from; a filter has an error instead.
            let envelope = (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any]
            let members = ["choices", "content", "output", "completion", "error"]
            #expect(
                envelope.map { $0.keys.contains(where: members.contains) } == true,
                "\(reply) was read from \(String(decoding: body, as: UTF8.self))")
        }
        // Else nothing was tried.
        #expect(replies > 0)
    }

    @Test(arguments: ProviderAPI.allCases) func `a stream that is changed does not end without saying so`(
        _ api: ProviderAPI
    ) {
        let events =
            Self.seeds.map { "data: \($0.body)\n\n" }.joined()
            + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"text\":\"a\",\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
        var random = SeededGenerator(seed: 15)
        for _ in 0..<3_000 {
            let body = Self.changed(events, &random)
            let heads = [ProviderResponse.Header("content-type", "text/event-stream")]
            let result = api.read(
                ProviderResponse(status: 200, headers: heads, body: body), asked: "m", at: .init(nanoseconds: 0))
            if case .success(let reply) = result { #expect(reply.finishReason != nil) }
        }
    }

    @Test func `no bytes trap`() {
        var random = SeededGenerator(seed: 16)
        for round in 0..<4_000 {
            let body = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let status = [200, 429, 400, 500, 99, -1, 302, 999][round % 8]
            let heads = ["retry-after", "date", "x-ratelimit-reset-tokens", "content-type"].map {
                ProviderResponse.Header($0, String(decoding: body.prefix(20), as: UTF8.self))
            }
            for api in ProviderAPI.allCases {
                let result = api.read(
                    ProviderResponse(status: status, headers: heads, body: body), asked: "m",
                    at: .init(nanoseconds: .max))
                if case .success = result { Issue.record("\(body) is no reply") }
            }
        }
    }

    struct Large: CustomTestStringConvertible {
        let testDescription: String
        let body: String
        var isStream = false
    }

    private static let half = 2 * 1_024 * 1_024

    @Test(arguments: [
        Large(testDescription: "brackets", body: String(repeating: "[", count: 2 * half)),
        Large(testDescription: "objects inside objects", body: String(repeating: #"{"error":"#, count: half / 5)),
        Large(
            testDescription: "members",
            body: "{" + Array(repeating: #""a":1"#, count: half / 4).joined(separator: ",") + "}"),
        Large(
            testDescription: "choices",
            body: #"{"choices":["# + Array(repeating: "{}", count: half / 2).joined(separator: ",") + "]}"),
        Large(
            testDescription: "empty events", body: String(repeating: "data: {}\n\n", count: half / 6), isStream: true),
        Large(
            testDescription: "lines of one event", body: String(repeating: "data:\n", count: half / 4), isStream: true),
        Large(
            testDescription: "calls",
            body: (0..<20_000).map {
                #"data: {"choices":[{"delta":{"tool_calls":[{"index":\#($0),"function":{"name":"x"}}]}}]}"# + "\n\n"
            }.joined(),
            isStream: true),
        Large(
            testDescription: "more than is read",
            body: #"{"choices":[{"message":{"content":""# + String(repeating: "x", count: 2 * half) + #""}}]}"#),
    ])
    func `large bodies are failures`(_ row: Large) {
        #expect(row.body.utf8.count > 1_000_000)
        let heads = [ProviderResponse.Header("content-type", row.isStream ? "text/event-stream" : "application/json")]
        let response = ProviderResponse(status: 200, headers: heads, body: Array(row.body.utf8))
        for api in [ProviderAPI.openAIChat, .anthropicMessages] {
            #expect(throws: PlannerFailure.unreadable) {
                try api.read(response, asked: "m", at: .init(nanoseconds: 0)).get()
            }
        }
    }

    @Test func `a long text is a reply`() throws {
        let text = String(repeating: "x", count: 3_000_000)
        let body = Array(#"{"model":"m","choices":[{"message":{"content":"\#(text)"},"finish_reason":"stop"}]}"#.utf8)
        let response = ProviderResponse(status: 200, headers: [], body: body)
        #expect(
            try ProviderAPI.openAIChat.read(response, asked: "a", at: .init(nanoseconds: 0)).get().text.utf8.count
                == 3_000_000)
    }

    @Test func `a name or a word of any length is bounded`() throws {
        let long = String(repeating: "x", count: 10_000)
        let body = Array(
            #"{"model":"\#(long)","choices":[{"message":{"content":"a"},"finish_reason":"\#(long)"}]}"#.utf8)
        let reply = try ProviderAPI.openAIChat.read(
            ProviderResponse(status: 200, headers: [], body: body), asked: "asked", at: .init(nanoseconds: 0)
        ).get()
        #expect(reply.model == "asked")
        #expect(reply.finishReason == String(repeating: "x", count: 80))
    }
}
