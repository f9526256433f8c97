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

    @Test func `jitter stays within its share, never comes before a Retry-After, and is keyed`() {
        let now = Timestamp(nanoseconds: 0)
        var policy = RetryPolicy(retries: 3, backoff: .seconds(1))
        policy.jitter = Ratio("0.25")!
        func delays(_ retryAfter: Duration?, seed: UInt64 = 1, attempt: Int = 1) -> [Duration] {
            (0..<200).compactMap { number in
                policy.delay(
                    afterAttempt: attempt, retryAfter: retryAfter, now: now, deadline: now + .seconds(100),
                    draw: KeyedDraw(seed: seed), key: "r-\(number)")
            }
        }
        let own = delays(nil)
        #expect(own.count == 200)
        #expect(own.allSatisfy { $0 >= .milliseconds(750) && $0 <= .milliseconds(1_250) })
        #expect(own.min()! < .milliseconds(800) && own.max()! > .milliseconds(1_200))
        #expect(Set(own).count == 200)
        #expect(delays(nil) == own)
        #expect(delays(nil, seed: 2) != own)
        #expect(delays(nil, attempt: 2) != own.map { $0 * 2 })

        let told = delays(.seconds(10))
        #expect(told.allSatisfy { $0 >= .seconds(10) && $0 <= .milliseconds(10_250) })
        #expect(Set(told).count == 200, "those who were told the same time do not come together")
    }

    @Test(arguments: [("time for one", 0, true), ("a nanosecond too little", 1, false)])
    func `an attempt is not made in less than the shortest time`(row: (name: String, short: Int, isMade: Bool)) {
        let now = Timestamp(nanoseconds: 0)
        let delay = RetryPolicy().delay(
            afterAttempt: 1, retryAfter: nil, now: now, deadline: now + .milliseconds(600) + .nanoseconds(-row.short),
            minimumAttempt: .milliseconds(100))
        #expect((delay != nil) == row.isMade, "\(row.name)")
    }
}
