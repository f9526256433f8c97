import ToolRouter

/// Delivers a message to a receiver, and tries again where that may help: up to five times within a minute, after pauses from
/// 1 s to 5 s that are drawn a fifth shorter or longer, or as long as the receiver asks for (OTLP/HTTP, "Failures").
struct Delivery: Sendable {
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

    /// What came of it, and how often it was tried again.
    func deliver(_ message: [UInt8], number: Int) async -> (outcome: SendOutcome, retries: Int) {
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
            case .cancelled: return (.failed(.timeout, isRetryable: false, retryAfter: nil), attempt - 1)
            }
            guard case .failed(_, isRetryable: true, let retryAfter) = outcome,
                let pause = Self.policy.delay(
                    afterAttempt: attempt, retryAfter: retryAfter, now: scheduler.now, deadline: deadline,
                    draw: KeyedDraw(seed: seed), key: "export-\(number)")
            else { return (outcome, attempt - 1) }
            do {
                try await scheduler.sleep(for: pause)
            } catch {
                return (outcome, attempt - 1)
            }
            attempt += 1
        }
    }
}
