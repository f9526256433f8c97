import ToolRouter

/// How long a provider asks not to be asked.
struct ProviderPause: Hashable {
    /// The longest pause that is believed: whoever asks once a day is no burden, and a slip of a header must not close a
    /// circuit for years.
    static let longest = Duration.seconds(86_400)

    /// What it asks for in so many words; nil when it does not.
    let told: Duration?
    /// When its limits let the next request through, which says something only when one of them was met.
    let untilReset: Duration?

    /// Reads the head of `response`.
    ///
    /// - Parameter now: when it came, for moments in a response without a `Date` of its own: that one is from the same clock.
    init(of response: ProviderResponse, by api: ProviderAPI, at now: Timestamp) {
        let clock = response.header("date").lazy.compactMap { HTTPDate.timestamp($0) }.first ?? now
        told =
            Self.longest(
                response.header("retry-after-ms").map { PauseText.duration($0, bareUnit: .milliseconds(1)) })
            ?? Self.longest(response.header("retry-after").map { Self.retryAfter($0, clock) })
        untilReset = RateLimitHeads(response, api, clock).pause
    }

    /// The failure of a response that has, or should have, this status.
    func failure(of status: Int) -> PlannerFailure {
        .http(status: status, retryAfter: told ?? (status == 429 ? untilReset : nil))
    }

    /// `Retry-After`: seconds, or a moment (RFC 9110, section 10.2.3). Fractions of a second are beyond it, and sent.
    private static func retryAfter(_ text: String, _ clock: Timestamp) -> Duration? {
        PauseText.duration(text, bareUnit: .seconds(1)) ?? HTTPDate.timestamp(text).map { $0 - clock }
    }

    /// The longest of those that can be read, from none to `longest`.
    static func longest(_ pauses: [Duration?]) -> Duration? {
        pauses.compactMap(\.self).max().map { min(max($0, .zero), longest) }
    }
}
