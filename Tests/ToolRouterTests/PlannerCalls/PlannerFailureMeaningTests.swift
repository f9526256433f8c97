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
            "an account without a key or without credit", [401, 402, 403], blames: true, retry: false,
            .providerCredentials),
        row("an unknown model", [404], blames: true, retry: false, .providerNotFound),
        row("a provider that waited too long", [408], blames: true, retry: true, .providerTimeout),
        row("a conflict, or too early", [409, 425], blames: true, retry: true, .providerFailed),
        row("too many requests", [429], blames: true, retry: true, .providerRateLimited),
        row("the provider's failure", [500, 502, 503, 504, 529, 599], blames: true, retry: true, .providerFailed),
        row(
            "a redirect that is not followed", [300, 301, 302, 307, 308], blames: true, retry: false,
            .providerUnreadable),
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

    @Test func `the pause that a provider asks for reaches the circuit and the client`() {
        for status in [429, 503] {
            let failure = PlannerFailure.http(status: status, retryAfter: .seconds(9))
            #expect(AttemptVerdict(failure).breakerOutcome == .failure(retryAfter: .seconds(9)))
            #expect(RouterError(failure, at: .plan).retryAfter == .seconds(9))
        }
    }
}
