extension PlannerFailure {
    /// The tokens it took: none where the provider refused or was not asked, nil where it may have written before the call
    /// failed, since then nobody knows what it charges.
    package var usage: TokenUsage? {
        switch self {
        case .http(let status, _): ProviderStatus.row(of: status).isRefusal ? TokenUsage() : nil
        case .connection, .timeout, .unreadable, .cancelled: nil
        case .unavailable: TokenUsage()
        case .metered(_, let usage, _): usage
        }
    }

    /// Whether the call was cancelled.
    var isCancellation: Bool {
        switch self {
        case .cancelled: true
        case .metered(let failure, _, _): failure.isCancellation
        case .http, .connection, .timeout, .unreadable, .unavailable: false
        }
    }

    /// The model whose tokens those are; nil where it is the one that was asked.
    var model: String? {
        if case .metered(_, _, let model) = self { model } else { nil }
    }

    /// A call that nobody cancelled and that ended all the same: a lost connection, which costs what is known of it.
    var asLostConnection: PlannerFailure {
        if case .metered(_, let usage, let model) = self {
            .metered(.connection, usage, model: model)
        } else {
            .connection
        }
    }

    /// What failed calls cost, as a table in Markdown: the one in the documentation.
    static var costTable: String {
        let rows: [(words: String, failure: PlannerFailure)] = [
            ("an HTTP status of 300 to 599: it was refused", .http(status: 503, retryAfter: nil)),
            ("a 2xx without a readable reply, or any other status", .http(status: 200, retryAfter: nil)),
            ("the connection was lost", .connection),
            ("the provider's own time limit struck", .timeout),
            ("the reply can't be read", .unreadable),
            ("it was cut off or left behind: a timeout, a deadline, a caller who left, a hang", .cancelled),
            ("the planner can't be asked", .unavailable("")),
            ("any of them, with a `usage` beside it", .metered(.connection, TokenUsage(input: 1))),
        ]
        let lines = rows.map { words, failure in
            let cost = failure.usage.map { $0 == TokenUsage() ? "nothing" : "those tokens" } ?? "unknown"
            return "| \(words) | \(cost) |"
        }
        return (["| a call failed, as | it cost |", "|---|---|"] + lines).joined(separator: "\n")
    }
}
