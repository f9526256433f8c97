import Foundation
import Testing

@testable import ToolRouter

/// What the words of providers mean, each as its documentation or its clients spell it.
struct FinishReasonTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let provider: String
        var finished: [String] = []
        var cutOff: [String] = []
        var blocked: [String] = []
        var testDescription: String { provider }
    }

    static let rows = [
        Row(
            provider: "OpenAI, Azure", finished: ["stop", "tool_calls", "function_call", "completed"],
            cutOff: ["length", "incomplete", "max_output_tokens", "failed", "cancelled", "in_progress"],
            blocked: ["content_filter"]),
        Row(
            provider: "clients of theirs", finished: ["Stop", "ToolCalls", "tool-calls", "FunctionCall"],
            cutOff: ["Length", "MaxTokens", "max-tokens"], blocked: ["ContentFilter", "content-filter"]),
        Row(
            provider: "Anthropic", finished: ["end_turn", "stop_sequence", "tool_use"],
            cutOff: ["max_tokens", "pause_turn", "model_context_window_exceeded"], blocked: ["refusal"]),
        Row(
            provider: "Gemini", finished: ["STOP", "FINISH_REASON_STOP"],
            cutOff: [
                "MAX_TOKENS", "FINISH_REASON_MAX_TOKENS", "OTHER", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL",
                "TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE",
            ],
            blocked: [
                "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR",
                "IMAGE_SAFETY", "FINISH_REASON_SAFETY", "FinishReason_SAFETY",
            ]),
        Row(
            provider: "Bedrock", finished: ["end_turn", "tool_use", "stop_sequence", "FINISH", "FINISHED"],
            cutOff: [
                "max_tokens", "LENGTH", "malformed_model_output", "malformed_tool_use",
                "model_context_window_exceeded",
            ], blocked: ["guardrail_intervened", "content_filtered", "CONTENT_FILTERED"]),
        Row(
            provider: "Mistral", finished: ["stop", "tool_calls"], cutOff: ["length", "model_length", "error"]),
        Row(
            provider: "Cohere", finished: ["COMPLETE", "complete", "STOP_SEQUENCE", "TOOL_CALL"],
            cutOff: ["MAX_TOKENS", "ERROR", "ERROR_LIMIT", "USER_CANCEL", "TIMEOUT"], blocked: ["ERROR_TOXIC"]),
        Row(
            provider: "DeepSeek", finished: ["stop", "tool_calls"], cutOff: ["length", "insufficient_system_resource"],
            blocked: ["content_filter"]),
        Row(
            provider: "OpenRouter", finished: ["stop", "tool_calls"], cutOff: ["length", "error"],
            blocked: ["content_filter"]),
        Row(
            provider: "llama.cpp, Ollama, vLLM, TGI", finished: ["eos", "word", "stop", "eos_token", "stop_sequence"],
            cutOff: ["limit", "length", "abort", "load", "unload"]),
        Row(
            provider: "watsonx, Zhipu", finished: ["eos_token", "stop_sequence"],
            cutOff: ["not_finished", "max_tokens", "token_limit", "time_limit", "cancelled", "error", "network_error"],
            blocked: ["sensitive"]),
    ]

    @Test(arguments: rows)
    func `the words of`(row: Row) {
        for (words, meaning) in [(row.finished, FinishReason.finished), (row.cutOff, .cutOff), (row.blocked, .blocked)]
        {
            for word in words { #expect(FinishReason(word) == meaning, "\(word)") }
        }
    }

    @Test func `every word on the lists is spoken by a provider above`() {
        let spoken = Set(Self.rows.flatMap { $0.finished + $0.cutOff + $0.blocked }.map { $0.lowercased() })
        let silent = FinishReason.allCases.flatMap(\.words).filter { !spoken.contains($0) }
        // Spellings, and what only pictures end with.
        #expect(
            silent == [
                "endoftext", "max_length", "canceled", "aborted", "image_prohibited_content", "image_recitation",
                "image_other", "no_image",
            ])
    }

    @Test(arguments: [
        "", " ", "tired", "stopped?", "stop!", "finish_reason_unspecified", "unspecified", "none", "null", "unknown",
        "stop\u{0}", "ſtop", "stop length", "length_stop", String(repeating: "stop", count: 20),
    ])
    func `any other word is unknown:`(word: String) {
        #expect(FinishReason(word) == .unknown)
    }

    @Test func `a reply without a word is whole`() {
        #expect(FinishReason(nil) == .finished)
    }

    /// The provider's word may hold anything.
    @Test func `no error repeats the word`() {
        #expect(RouterError(FinishReason("secret"), at: .plan)?.detail.contains("secret") == false)
        #expect(RouterError(FinishReason("stop"), at: .plan) == nil)
        #expect(RouterError(FinishReason("length"), at: .plan)?.code == .malformedPlan)
        #expect(RouterError(FinishReason("SAFETY"), at: .plan)?.code == .contentFiltered)
    }
}
