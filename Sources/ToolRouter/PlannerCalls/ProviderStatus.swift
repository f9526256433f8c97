/// What an HTTP status of a planner's provider means: one row for the statuses that mean the same, none left out.
///
/// RFC 9110, section 15, has the meanings; 402, 424, 425, 498 and 529 are as providers use them. What the request itself
/// caused says nothing about the planner; all else counts against it, since it would fail others, too.
struct ProviderStatus: Hashable, Sendable {
    /// The statuses, in words.
    let statuses: String
    /// The same as ranges.
    let ranges: [ClosedRange<Int>]
    /// What they mean.
    let meaning: PlannerFailureMeaning
    /// Whether the provider refused, so that nothing was written and nothing is charged.
    let isRefusal: Bool
    /// What a client is told of why.
    let reason: String

    private init(
        _ statuses: String, _ ranges: [ClosedRange<Int>], blames planner: Bool, retry: Bool, _ code: ErrorCode,
        _ reason: String, isRefusal: Bool = true
    ) {
        self.statuses = statuses
        self.ranges = ranges
        meaning = PlannerFailureMeaning(blames: planner, retry: retry, code)
        self.isRefusal = isRefusal
        self.reason = reason
    }

    /// The rows; the first that names a status has it.
    static let rows = [
        ProviderStatus(
            "401, 403, 407", [401...401, 403...403, 407...407], blames: true, retry: false, .providerCredentials,
            "the planner's account is not let in"),
        ProviderStatus(
            "402", [402...402], blames: true, retry: false, .providerCredentials, "the planner's account has no credit"),
        ProviderStatus(
            "404, 410", [404...404, 410...410], blames: true, retry: false, .providerNotFound,
            "the model or its address is not there"),
        ProviderStatus("408", [408...408], blames: true, retry: true, .providerTimeout, "it gave up waiting"),
        ProviderStatus(
            "409, 423, 424, 425, 498", [409...409, 423...425, 498...498], blames: true, retry: true, .providerFailed,
            "it can't answer now"),
        ProviderStatus(
            "429", [429...429], blames: true, retry: true, .providerRateLimited, "the planner asks too often"),
        ProviderStatus(
            "other 4xx", [400...499], blames: false, retry: false, .providerRejected,
            "the request is not one that the model takes"),
        ProviderStatus("5xx", [500...599], blames: true, retry: true, .providerFailed, "it failed"),
        ProviderStatus(
            "3xx", [300...399], blames: true, retry: false, .providerRedirected, "a redirect is not followed"),
        ProviderStatus(
            "2xx without a readable reply, and anything else", [Int.min...Int.max], blames: true, retry: true,
            .providerUnreadable, "that is not followed by a reply that can be read", isRefusal: false),
    ]

    /// The row of `status`.
    static func row(of status: Int) -> ProviderStatus {
        // The last row takes every status.
        rows.first { row in row.ranges.contains { $0.contains(status) } }!
    }

    /// The rows as a table in Markdown: the one in the documentation.
    static var table: String {
        let lines = rows.map { row in
            "| \(row.statuses) | \(row.meaning.blamesPlanner ? "failure" : "neutral") "
                + "| \(row.meaning.allowsRetry ? "yes" : "no") | `\(row.meaning.code.rawValue)` "
                + "| \(row.meaning.code.isRetryable ? "yes" : "no") |"
        }
        return (["| status | circuit | asked again at once | code | retryable |", "|---|---|---|---|---|"] + lines)
            .joined(separator: "\n")
    }
}
