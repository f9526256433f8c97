/// The words of providers' errors that mean something here. The lists are closed: another word changes nothing.
///
/// Sources: the error references of OpenAI, Azure, Anthropic, Mistral, Gemini, Bedrock, DashScope, Hugging Face (TGI) and vLLM,
/// and the recorded exchanges of OpenTelemetry's instrumentations.
enum ErrorWords {
    /// What a word says that the HTTP status does not.
    enum Meaning: Hashable {
        /// The question was read and not answered.
        case blocked
        /// This status would have been the right one.
        case status(Int)
    }

    /// One row: words that mean the same.
    struct Row {
        let words: [String]
        let meaning: Meaning
        /// Whether the word says more than a status of 400 to 499; else it counts where the status says success.
        let isTelling: Bool
    }

    /// The rows; a word is in one of them.
    static let rows = [
        Row(
            words: [
                "content_filter", "content_policy_violation", "image_content_policy_violation",
                "misalignment_policy_violation", "bio_policy", "ResponsibleAIPolicyViolation", "invalid_prompt",
                "data_inspection_failed",
            ],
            meaning: .blocked, isTelling: true),
        Row(words: ["invalid_api_key", "api_key_invalid"], meaning: .status(401), isTelling: true),
        Row(
            words: [
                "insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "billing_error",
                "insufficient_balance", "insufficient_credits",
            ],
            meaning: .status(402), isTelling: true),
        Row(
            words: ["model_not_found", "DeploymentNotFound", "invalid_model"], meaning: .status(404),
            isTelling: true),
        Row(
            words: [
                "invalid_request_error", "bad_request_error", "context_length_exceeded",
                "ValidationException",
            ],
            meaning: .status(400), isTelling: false),
        Row(
            words: ["authentication_error", "unauthorized"], meaning: .status(401),
            isTelling: false),
        Row(
            words: ["permission_error", "permission_denied", "AccessDeniedException"], meaning: .status(403),
            isTelling: false),
        Row(
            words: ["not_found_error", "ResourceNotFoundException"], meaning: .status(404),
            isTelling: false),
        Row(
            words: ["timeout", "timeout_error", "request_timeout", "ModelTimeoutException"], meaning: .status(408),
            isTelling: false),
        Row(words: ["request_too_large"], meaning: .status(413), isTelling: false),
        Row(
            words: [
                "rate_limit_error", "rate_limit_exceeded", "too_many_requests", "ThrottlingException",
            ],
            meaning: .status(429), isTelling: false),
        Row(
            words: [
                "api_error", "server_error", "internal_error", "internal_server_error",
                "InternalServerException",
            ],
            meaning: .status(500), isTelling: false),
        Row(
            words: ["service_unavailable", "ServiceUnavailableException", "overloaded"], meaning: .status(503),
            isTelling: false),
        Row(words: ["overloaded_error"], meaning: .status(529), isTelling: false),
    ]

    /// How messages begin that say more than anything else in their error: their providers send a bare 400.
    static let sentences: [(provider: String, beginning: String, status: Int)] = [
        ("Anthropic", "Your credit balance is too low", 402),
        ("Bedrock", "The provided model identifier is invalid", 404),
        ("Gemini", "API key not valid", 401),
        ("xAI", "Incorrect API key provided", 401),
    ]

    /// What the words of `error` say beyond its HTTP status; nil when they say no more.
    static func meaning(of error: ProviderError) -> Meaning? {
        for word in [error.code, error.type] {
            if let row = row(of: word), row.isTelling { return row.meaning }
        }
        guard let message = error.message else { return nil }
        return sentences.first { message.hasPrefix($0.beginning) }.map { .status($0.status) }
    }

    /// The status that the words of `error` stand for, where no other is known; nil when they stand for none.
    static func status(of error: ProviderError) -> Int? {
        for word in [error.code, error.type] {
            if case .status(let status) = row(of: word)?.meaning { return status }
        }
        return nil
    }

    /// The longest word that is looked up, in bytes.
    private static let longestWord = 64

    private static let meanings: [String: Row] = {
        let words = rows.flatMap { row in row.words.map { (folded($0), row) } }
        return Dictionary(words) { first, _ in first }
    }()

    private static func row(of word: String?) -> Row? {
        guard let word, word.utf8.count <= longestWord else { return nil }
        return meanings[folded(word)]
    }

    /// The word without what its writers disagree on: case, and marks between its parts.
    private static func folded(_ word: String) -> String {
        String(decoding: word.utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }, as: UTF8.self)
            .lowercased()
    }

    /// The rows as a table in Markdown: the one in the documentation.
    static var table: String {
        let words = rows.map { row in
            let words = row.words.map { "`\($0)`" }.joined(separator: ", ")
            let meaning =
                switch row.meaning {
                case .blocked: "blocked, as by a finish reason"
                case .status(let status): "\(status)"
                }
            return "| \(words) | \(meaning) | \(row.isTelling ? "200 to 299, 400 to 499" : "200 to 299") |"
        }
        let sentences = sentences.map { sentence in
            "| \(sentence.provider)'s “\(sentence.beginning) …” | \(sentence.status) | 200 to 299, 400 to 499 |"
        }
        return (["| code, type or message | is | instead of |", "|---|---|---|"] + words + sentences)
            .joined(separator: "\n")
    }
}
