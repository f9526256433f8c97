/// How often, and after what pause, a failed attempt is made again.
public struct RetryPolicy: Hashable, Sendable {
    /// The attempts after the first one; 0 never retries. Default 1.
    public var retries: Int
    /// The pause before the first retry; it doubles with each one. Default 500 ms.
    public var backoff: Duration
    /// The longest pause of our own choice. Default 5 s.
    public var maximumBackoff: Duration

    public init(retries: Int = 1, backoff: Duration = .milliseconds(500), maximumBackoff: Duration = .seconds(5)) {
        self.retries = retries
        self.backoff = backoff
        self.maximumBackoff = maximumBackoff
    }

    /// The pause after attempt `number` (from 1) failed; nil when it should not be made again: the retries are used up,
    /// or the next attempt would start at or after the deadline.
    ///
    /// `retryAfter` is the pause the other side asked for (RFC 9110, section 10.2.3). It is honoured even beyond
    /// `maximumBackoff`; one shorter than our own pause does not shorten it.
    public func delay(
        afterAttempt number: Int, retryAfter: Duration?, now: Timestamp, deadline: Timestamp
    ) -> Duration? {
        precondition(number >= 1, "attempts are counted from 1, found \(number)")
        guard number <= retries else { return nil }
        let delay = max(pause(beforeRetry: number), retryAfter ?? .zero)
        return now + delay < deadline ? delay : nil
    }

    private func pause(beforeRetry number: Int) -> Duration {
        let doublings = min(number - 1, 62)
        let (pause, overflow) = backoff.wholeNanoseconds.multipliedReportingOverflow(by: 1 << Int64(doublings))
        return max(.zero, overflow ? maximumBackoff : min(.nanoseconds(pause), maximumBackoff))
    }
}
