/// How often, and after what pause, a failed attempt is made again.
public struct RetryPolicy: Hashable, Sendable {
    /// The attempts after the first one; 0 never retries. Default 1.
    public var retries: Int
    /// The pause before the first retry; it doubles with each one. Default 500 ms.
    public var backoff: Duration
    /// The longest pause of our own choice. Default 5 s.
    public var maximumBackoff: Duration
    /// The share of a pause that a draw adds or takes away at most, so that those who failed together do not come back
    /// together. Default 0.
    public var jitter = Ratio.zero

    public init(retries: Int = 1, backoff: Duration = .milliseconds(500), maximumBackoff: Duration = .seconds(5)) {
        self.retries = retries
        self.backoff = backoff
        self.maximumBackoff = maximumBackoff
    }

    /// The pause after attempt `number` (from 1) failed; nil when it should not be made again: the retries are used up,
    /// or the next attempt would have less than `minimumAttempt` before the deadline.
    ///
    /// `retryAfter` is the pause the other side asked for (RFC 9110, section 10.2.3). It is honoured even beyond
    /// `maximumBackoff`; one shorter than our own pause does not shorten it, and jitter never comes before it.
    ///
    /// - Parameters:
    ///   - draw: what the jitter is drawn from, keyed by `key` and the number of the attempt.
    ///   - key: names the request.
    public func delay(
        afterAttempt number: Int, retryAfter: Duration?, now: Timestamp, deadline: Timestamp,
        minimumAttempt: Duration = .nanoseconds(1), draw: KeyedDraw = KeyedDraw(seed: 0), key: String = ""
    ) -> Duration? {
        precondition(number >= 1, "attempts are counted from 1, found \(number)")
        guard number <= retries else { return nil }
        let pause = pause(beforeRetry: number)
        let delay: Duration
        if jitter == .zero {
            delay = max(pause, retryAfter ?? .zero)
        } else {
            let reach = Int64(Int128(pause.wholeNanoseconds) * Int128(jitter.millionths) / 1_000_000)
            let drawn = draw.number(below: 2 * UInt64(reach) + 1, "retry", key, occurrence: UInt64(number))
            let shift = Duration.nanoseconds(Int64(drawn) - reach)
            if let retryAfter, retryAfter > pause - .nanoseconds(reach) {
                // All who were told the same time would come at it together.
                delay = max(retryAfter, pause) + .nanoseconds(Int64(drawn) / 2)
            } else {
                delay = pause + shift
            }
        }
        return now + delay + minimumAttempt <= deadline ? delay : nil
    }

    /// The pause of our own choice before the retry of that number, from 1, without jitter.
    func pause(beforeRetry number: Int) -> Duration {
        let doublings = min(number - 1, 62)
        let (pause, overflow) = backoff.wholeNanoseconds.multipliedReportingOverflow(by: 1 << Int64(doublings))
        return max(.zero, overflow ? maximumBackoff : min(.nanoseconds(pause), maximumBackoff))
    }
}
