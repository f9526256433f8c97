/// How many requests a caller may make: `requests` for each `per`, and up to `burst` at one moment. Where tokens are
/// limited, read tokens for requests.
public struct RateLimit: Hashable, Sendable {
    /// The requests allowed in each `per`, in the long run; at least 1.
    public let requests: Int
    /// The time `requests` are allowed in.
    public let per: Duration
    /// The requests allowed at one moment after a long pause; at least 1.
    public let burst: Int

    /// The nanoseconds one request uses up: `per` / `requests`, rounded down, so that a rate which does not divide
    /// evenly is a hair too generous rather than too strict.
    public let emissionIntervalNanoseconds: Int64
    /// The nanoseconds a full allowance is worth: emission interval times `burst`.
    public let toleranceNanoseconds: Int64

    /// Traps unless `requests` and `burst` are at least 1, `per` is at least one nanosecond for each request, and a
    /// full allowance refills within 292 years; configuration is checked before it gets here.
    public init(requests: Int, per: Duration, burst: Int) {
        precondition(requests > 0, "a rate limit needs at least 1 request, found \(requests)")
        precondition(burst >= 1, "a rate limit needs a burst of at least 1, found \(burst)")
        let interval = per.wholeNanoseconds / Int64(requests)
        precondition(interval > 0, "a rate limit allows at most one request a nanosecond, found \(requests) per \(per)")
        let (tolerance, isTooLong) = interval.multipliedReportingOverflow(by: Int64(burst))
        precondition(!isTooLong, "a burst of \(burst) at \(requests) per \(per) takes more than 292 years to refill")
        self.requests = requests
        self.per = per
        self.burst = burst
        emissionIntervalNanoseconds = interval
        toleranceNanoseconds = tolerance
    }
}
