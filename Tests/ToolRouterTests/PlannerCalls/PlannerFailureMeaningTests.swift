import Testing

@testable import ToolRouter

/// The one table of what a planner's failure means to its circuit, to retries and to clients.
struct PlannerFailureMeaningTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let failures: [PlannerFailure]
        let blames: Bool
        let retry: Bool
        let code: ErrorCode
        var testDescription: String { name }
    }

    private static func row(
        _ name: String, _ statuses: [Int], blames: Bool, retry: Bool, _ code: ErrorCode
    ) -> Row {
        Row(
            name: name, failures: statuses.map { .http(status: $0, retryAfter: nil) }, blames: blames, retry: retry,
            code: code)
    }

    static let rows = [
        row(
            "an account without a key or without credit", [401, 402, 403, 407], blames: true, retry: false,
            .providerCredentials),
        row("an unknown model, or one that is gone", [404, 410], blames: true, retry: false, .providerNotFound),
        row("a provider that waited too long", [408], blames: true, retry: true, .providerTimeout),
        row(
            "a conflict, a lock, a model that failed, too early, no capacity", [409, 423, 424, 425, 498], blames: true,
            retry: true, .providerFailed),
        row("too many requests", [429], blames: true, retry: true, .providerRateLimited),
        row("the provider's failure", [500, 502, 503, 504, 529, 599], blames: true, retry: true, .providerFailed),
        row(
            "a redirect that is not followed", [300, 301, 302, 304, 307, 308], blames: true, retry: false,
            .providerRedirected),
        row(
            "a success without a reply, or no status at all", [100, 199, 200, 204, 206, 299, 0, -1, 600, 999],
            blames: true, retry: true, .providerUnreadable),
        row("the request itself", [400, 405, 413, 422, 451, 499], blames: false, retry: false, .providerRejected),
        Row(name: "a lost connection", failures: [.connection], blames: true, retry: true, code: .providerUnreachable),
        Row(name: "the provider's time limit", failures: [.timeout], blames: true, retry: true, code: .providerTimeout),
        Row(
            name: "a success that can't be read", failures: [.unreadable], blames: true, retry: true,
            code: .providerUnreadable),
        Row(name: "a caller who left", failures: [.cancelled], blames: false, retry: false, code: .cancelled),
        Row(
            name: "a planner that can't be asked", failures: [.unavailable("secret of the outside")], blames: false,
            retry: false, code: .plannerUnavailable),
    ]

    @Test(arguments: rows)
    func `means`(row: Row) {
        for failure in row.failures {
            let meaning = failure.meaning
            #expect(meaning.blamesPlanner == row.blames, "\(failure)")
            #expect(meaning.allowsRetry == row.retry, "\(failure)")
            #expect(meaning.code == row.code, "\(failure)")
            let error = RouterError(failure, at: .plan)
            #expect(error.code == row.code)
            #expect(!error.detail.contains("secret"), "nothing from the outside is said to a client")
        }
    }

    @Test func `every status has a row, and the others of a class are of its kind`() {
        let named = Set(
            Self.rows.flatMap(\.failures).compactMap { if case .http(let status, _) = $0 { status } else { nil } })
        for status in 100...599 where !named.contains(status) {
            let meaning = PlannerFailure.http(status: status, retryAfter: nil).meaning
            let code: ErrorCode =
                switch status / 100 {
                case 3: .providerRedirected
                case 4: .providerRejected
                case 5: .providerFailed
                default: .providerUnreadable
                }
            #expect(meaning.code == code, "\(status)")
            #expect(meaning.blamesPlanner == (status / 100 != 4), "\(status)")
        }
    }

    @Test func `what money or a key would mend speaks of the planner's account, and not of the request`() {
        for status in [401, 402, 403, 407] {
            let error = RouterError(PlannerFailure.http(status: status, retryAfter: nil), at: .plan)
            #expect(error.detail.contains("account") && !error.detail.contains("request"), "\(error.detail)")
            #expect(!error.code.isRetryable)
        }
    }

    @Test func `the pause that a provider asks for reaches the circuit and the client`() {
        for status in [429, 503] {
            let failure = PlannerFailure.http(status: status, retryAfter: .seconds(9))
            #expect(AttemptVerdict(failure).breakerOutcome == .failure(retryAfter: .seconds(9)))
            #expect(RouterError(failure, at: .plan).retryAfter == .seconds(9))
        }
    }
}
