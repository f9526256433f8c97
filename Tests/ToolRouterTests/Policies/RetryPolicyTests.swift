import Testing
import ToolRouter

@Suite struct RetryPolicyTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        var policy = RetryPolicy(retries: 10)
        var attempt = 1
        var retryAfter: Duration?
        var left = Duration.seconds(1_000)
        let delay: Duration?
        var testDescription: String { name }
    }

    static let rows = [
        Row(name: "the default retries once", policy: RetryPolicy(), delay: .milliseconds(500)),
        Row(name: "and not twice", policy: RetryPolicy(), attempt: 2, delay: nil),
        Row(name: "zero retries never retry", policy: RetryPolicy(retries: 0), delay: nil),
        Row(name: "the pause doubles", attempt: 2, delay: .seconds(1)),
        Row(name: "and doubles again", attempt: 4, delay: .seconds(4)),
        Row(name: "up to the longest pause", attempt: 5, delay: .seconds(5)),
        Row(name: "even after many attempts", policy: RetryPolicy(retries: .max), attempt: 500, delay: .seconds(5)),
        Row(
            name: "a first pause above the longest is cut",
            policy: RetryPolicy(backoff: .seconds(9), maximumBackoff: .seconds(2)), delay: .seconds(2)),
        Row(name: "a longer Retry-After is honoured", retryAfter: .seconds(60), delay: .seconds(60)),
        Row(name: "a shorter one does not hurry us", retryAfter: .milliseconds(1), delay: .milliseconds(500)),
        Row(name: "a negative one is none", retryAfter: .seconds(-5), delay: .milliseconds(500)),
        Row(name: "a retry just before the deadline", left: .nanoseconds(500_000_001), delay: .milliseconds(500)),
        Row(name: "a retry at the deadline is too late", left: .milliseconds(500), delay: nil),
        Row(name: "a Retry-After past the deadline gives up", retryAfter: .seconds(60), left: .seconds(30), delay: nil),
        Row(name: "a Retry-After of ages does not trap", retryAfter: .seconds(Int64.max), delay: nil),
    ]

    @Test(arguments: rows)
    func `the next attempt comes after a pause or not at all`(row: Row) {
        let now = Timestamp(nanoseconds: 1_700_000_000_000_000_000)
        let delay = row.policy.delay(
            afterAttempt: row.attempt, retryAfter: row.retryAfter, now: now, deadline: now + row.left)
        #expect(delay == row.delay)
    }
}
