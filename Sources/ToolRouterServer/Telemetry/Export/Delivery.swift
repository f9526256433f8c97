import ToolRouter

/// Delivers a message to a receiver, and tries again where that may help: up to five times within a minute, after pauses from
/// 1 s to 5 s that are drawn a fifth shorter or longer, or as long as the receiver asks for (OTLP/HTTP, "Failures"). A receiver
/// that asks for more than that minute has it, too: the message is given up, and `Result.notBefore` holds the next one back.
struct Delivery: Sendable {
    /// What came of a message.
    struct Result: Sendable {
        /// The last answer.
        var outcome: SendOutcome
        /// How often it was tried again.
        var retries: Int
        /// Before when the receiver wants nothing more; nil when it asks for no pause.
        var notBefore: Timestamp?
    }

    /// The longest time from the first try to the last.
    static let patience = Duration.seconds(60)
    private static let policy = {
        var policy = RetryPolicy(retries: 4, backoff: .seconds(1), maximumBackoff: .seconds(5))
        policy.jitter = Ratio(millionths: 200_000)
        return policy
    }()

    let transport: any OTLPTransport
    let timeout: Duration
    let scheduler: any Scheduler
    /// What the pauses are drawn from, so that not all processes come back at once.
    let seed: UInt64

    /// Sends a message until it is taken or given up.
    func deliver(_ message: [UInt8], number: Int) async -> Result {
        let deadline = scheduler.now + Self.patience
        var attempt = 1
        while true {
            // The transport keeps its own time; this is for one that does not.
            let cutOff = scheduler.now + timeout + .seconds(1)
            let run = await scheduler.run(by: cutOff, late: { (_: SendOutcome) in }, { await transport.send(message) })
            let outcome: SendOutcome
            switch run {
            case .finished(let result): outcome = result
            case .deadlineReached: outcome = .failed(.timeout, isRetryable: true, retryAfter: nil)
            case .cancelled: return Result(.failed(.timeout, isRetryable: false, retryAfter: nil), after: attempt)
            }
            guard case .failed(_, isRetryable: true, let retryAfter) = outcome,
                let pause = Self.policy.delay(
                    afterAttempt: attempt, retryAfter: retryAfter, now: scheduler.now, deadline: deadline,
                    draw: KeyedDraw(seed: seed), key: "export-\(number)")
            else { return Result(outcome, after: attempt, at: scheduler.now) }
            do {
                try await scheduler.sleep(for: pause)
            } catch {
                return Result(outcome, after: attempt, at: scheduler.now)
            }
            attempt += 1
        }
    }
}

extension Delivery.Result {
    /// What came of the last of so many attempts, which ended `now`.
    fileprivate init(_ outcome: SendOutcome, after attempts: Int, at now: Timestamp? = nil) {
        self.init(outcome: outcome, retries: attempts - 1)
        if let now, case .failed(_, _, let retryAfter?) = outcome, retryAfter > .zero { notBefore = now + retryAfter }
    }
}
