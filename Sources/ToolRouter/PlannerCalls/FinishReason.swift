/// What a provider's word for the end of a reply says of its text.
///
/// The lists are closed: a word on none of them lets nothing run, since what is missing may be the very condition that
/// narrows what the plan does. They hold the words of OpenAI and Azure, Anthropic, Gemini and Vertex, Bedrock (Converse and
/// Titan), Mistral, Cohere, DeepSeek, OpenRouter, Zhipu, watsonx, Hugging Face (TGI), vLLM, Ollama and llama.cpp, each as its
/// documentation spells it. Case and what stands between the parts of a word do not matter, nor does `FINISH_REASON_` before it.
enum FinishReason: String, CaseIterable, Sendable {
    /// The text is whole.
    case finished
    /// Something is missing at the end of the text.
    case cutOff = "cut off"
    /// The provider or the model did not want to answer.
    case blocked
    /// Nobody knows.
    case unknown

    /// The words of each meaning.
    var words: [String] {
        switch self {
        case .finished:
            [
                "stop", "stop_sequence", "end_turn", "eos", "eos_token", "endoftext", "word", "complete", "completed",
                "finish", "finished", "tool_calls", "tool_call", "tool_use", "function_call",
            ]
        case .cutOff:
            [
                "length", "max_tokens", "max_output_tokens", "max_length", "model_length", "token_limit", "limit",
                "error_limit", "model_context_window_exceeded", "incomplete", "not_finished", "in_progress",
                "pause_turn", "insufficient_system_resource", "time_limit", "timeout", "cancelled", "canceled",
                "user_cancel", "abort", "aborted", "error", "failed", "network_error", "load", "unload", "other",
                "malformed_function_call", "malformed_tool_use", "malformed_model_output", "unexpected_tool_call",
                "too_many_tool_calls", "missing_thought_signature",
            ]
        case .blocked:
            [
                "content_filter", "content_filtered", "refusal", "safety", "recitation", "language", "blocklist",
                "prohibited_content", "spii", "sensitive", "model_armor", "guardrail_intervened", "error_toxic",
                "image_safety", "image_prohibited_content", "image_recitation", "image_other", "no_image",
            ]
        case .unknown: []
        }
    }

    /// What `word` says; a reply that comes without one is whole.
    init(_ word: String?) {
        guard let word else {
            self = .finished
            return
        }
        self = Self.folded(word).flatMap { Self.meanings[$0] } ?? .unknown
    }

    /// The longest word that is looked up, in bytes.
    private static let longestWord = 64

    private static let meanings: [String: FinishReason] = {
        let words = allCases.flatMap { meaning in meaning.words.map { (folded($0) ?? $0, meaning) } }
        return Dictionary(uniqueKeysWithValues: words)
    }()

    /// The letters of a word, in lower case; nil when it holds anything but ASCII letters and marks between them.
    private static func folded(_ word: String) -> String? {
        guard word.utf8.count <= longestWord else { return nil }
        var letters = [UInt8]()
        for byte in word.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): letters.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): letters.append(byte | 0x20)
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "): break
            default: return nil
            }
        }
        let folded = String(decoding: letters, as: UTF8.self)
        return folded.hasPrefix("finishreason") ? String(folded.dropFirst("finishreason".count)) : folded
    }

    /// The lists as a table in Markdown: the one in the documentation.
    static var table: String {
        let rows = allCases.filter { !$0.words.isEmpty }.map { meaning in
            let words = meaning.words.map { "`\($0)`" }.joined(separator: ", ")
            return "| \(meaning.rawValue) | \(words) | \(meaning.consequence) |"
        }
        return
            (["| the reply is | words | what comes of it |", "|---|---|---|"] + rows
            + ["| unknown | any other word | \(FinishReason.unknown.consequence) |"]).joined(separator: "\n")
    }

    private var consequence: String {
        switch self {
        case .finished: "its text is read; also without a word"
        case .cutOff: "`\(ErrorCode.malformedPlan.rawValue)`"
        case .blocked: "`\(ErrorCode.contentFiltered.rawValue)`"
        case .unknown: "`\(ErrorCode.unknownFinishReason.rawValue)`"
        }
    }
}

extension RouterError {
    /// Why the text of a reply that ended so is not read; nil when it is. The provider's word is not repeated.
    init?(_ reason: FinishReason, at stage: Stage) {
        switch reason {
        case .finished: return nil
        case .cutOff:
            self.init(
                .malformedPlan, at: stage, "the provider says that the reply was cut off",
                hint: "what is missing may narrow the plan, so none of it runs; allow the model more tokens")
        case .blocked:
            self.init(.contentFiltered, at: stage, "the provider or its model refused to answer")
        case .unknown:
            self.init(
                .unknownFinishReason, at: stage, "the provider ended the reply for a reason that is not known here",
                hint: "the list of known reasons is in the documentation of provider replies")
        }
    }
}
