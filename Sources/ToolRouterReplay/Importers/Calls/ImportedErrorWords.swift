import ToolRouterFormats

/// What the words that other software has for errors say of a call.
enum ImportedErrorWords {
    /// The classes of the clients of OpenAI, Anthropic and LiteLLM, without their modules.
    private static let classes: [String: RecordedErrorKind] = [
        "BadRequestError": .http(status: 400), "AuthenticationError": .http(status: 401),
        "PermissionDeniedError": .http(status: 403), "NotFoundError": .http(status: 404),
        "ConflictError": .http(status: 409), "UnprocessableEntityError": .http(status: 422),
        "RateLimitError": .http(status: 429), "InternalServerError": .http(status: 500),
        "BadGatewayError": .http(status: 502), "ServiceUnavailableError": .http(status: 503),
        "OverloadedError": .http(status: 529), "ContextWindowExceededError": .http(status: 400),
        "ContentPolicyViolationError": .http(status: 400), "APITimeoutError": .timeout, "Timeout": .timeout,
        "TimeoutError": .timeout, "ReadTimeout": .timeout, "ConnectTimeout": .timeout, "timeout": .timeout,
        "deadline_exceeded": .timeout, "APIConnectionError": .connection, "ConnectionError": .connection,
        "ConnectError": .connection, "RemoteProtocolError": .connection, "ReadError": .connection,
        "ConnectionResetError": .connection,
    ]

    /// The error that one of `words` names: a status, or a class with its module or without; nil when none does.
    static func kind(of words: [String]) -> RecordedErrorKind? {
        for word in words {
            if let status = Int(word), 300...599 ~= status { return .http(status: status) }
            if let name = word.split(separator: ".").last, let kind = classes[String(name)] { return kind }
        }
        return nil
    }

    /// The status in a message such as "Error code: 429 - …", as the client of OpenAI writes it.
    static func status(in message: String) -> RecordedErrorKind? {
        message.firstMatch(of: #/Error code: ([0-9]{3})/#).flatMap { kind(of: [String($0.1)]) }
    }
}
