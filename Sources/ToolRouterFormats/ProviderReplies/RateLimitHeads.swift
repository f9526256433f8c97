import ToolRouter

/// What a response's head says of the limits that its provider keeps.
struct RateLimitHeads: Hashable {
    /// When the limits that were met let requests through again; nil when no limit says so.
    let pause: Duration?

    /// One limit.
    private struct Limit {
        let isSpent: Bool
        /// Whether it counts tokens, of which a request needs more than what may be left.
        let countsTokens: Bool
        let pause: Duration
    }

    /// Names before and behind `remaining` and `reset`; OpenAI's, those of proxies and of the IETF's older draft, Anthropic's.
    private static let names: [(before: String, behind: String)] = [
        ("x-ratelimit-", "-requests"), ("x-ratelimit-", "-tokens"), ("x-ratelimit-", ""), ("ratelimit-", ""),
        ("anthropic-ratelimit-requests-", ""), ("anthropic-ratelimit-tokens-", ""),
        ("anthropic-ratelimit-input-tokens-", ""), ("anthropic-ratelimit-output-tokens-", ""),
    ]

    init(_ response: ProviderResponse, _ api: ProviderAPI, _ clock: Timestamp) {
        let limits = Self.names.compactMap { before, behind -> Limit? in
            let resets = response.header("\(before)reset\(behind)").map { Self.reset($0, api, clock) }
            guard let pause = ProviderPause.longest(resets) else { return nil }
            return Limit(
                isSpent: response.header("\(before)remaining\(behind)").first == "0",
                countsTokens: "\(before)\(behind)".contains("token"), pause: pause)
        }
        // A request needs one request and many tokens, so that where nothing is spent it was the tokens that did not suffice.
        // They are said to be back when all of them are: that is longer than the wait, and all that is known.
        let spent = limits.filter(\.isSpent)
        let met = spent.isEmpty ? limits.filter(\.countsTokens) : spent
        pause = ProviderPause.longest(met.map(\.pause))
    }

    /// When a limit is reset: a duration, or a moment after RFC 3339 or in seconds or milliseconds since 1970.
    private static func reset(_ text: String, _ api: ProviderAPI, _ clock: Timestamp) -> Duration? {
        if let moment = RFC3339.timestamp(ofAnyForm: text) { return moment - clock }
        // Azure's numbers are milliseconds: `500` where 120 requests a minute are allowed and one was made.
        let unit = api == .azureOpenAI ? Duration.milliseconds(1) : .seconds(1)
        guard let duration = PauseText.duration(text, bareUnit: unit) else { return nil }
        // Of a moment with a fraction the whole part is enough.
        guard let whole = text.split(separator: ".", maxSplits: 1).first, let number = Int64(whole),
            number >= 1_000_000_000
        else { return duration }
        let isMilliseconds = number >= 100_000_000_000
        return Timestamp(nanoseconds: 0) + (isMilliseconds ? .milliseconds(number) : .seconds(number)) - clock
    }
}
