/// What an HTTP answer says of the caller's limits, out of the decision that was made on its request.
///
/// `RateLimit-Policy` and `RateLimit` are those of draft-ietf-httpapi-ratelimit-headers-10, with the quota that is
/// available at one moment (`q`) and the seconds until it is full again (`w`); `X-RateLimit-*` and `Retry-After` are
/// the older ones, in seconds rounded up. None is given where no limit applies.
public struct RateLimitHeaders: Hashable, Sendable {
    /// One header.
    public struct Field: Hashable, Sendable {
        public let name: String
        public let value: String
    }

    /// The headers, in the order they are sent.
    public let fields: [Field]

    public init(_ decision: RateLimitDecision, limits: RateLimits) {
        guard let scope = decision.scope else {
            fields = []
            return
        }
        let policy = limits.all.map { scope, unit, limit in
            let window = Self.seconds(.nanoseconds(limit.toleranceNanoseconds))
            let quotaUnit = unit == .tokens ? #";qu="tokens""# : ""
            return #""\#(Self.name(scope, unit))";q=\#(limit.burst)\#(quotaUnit);w=\#(window)"#
        }
        let reset = Self.seconds(decision.resetAfter)
        let name = Self.name(scope, decision.unit)
        var fields = [
            Field(name: "RateLimit-Policy", value: policy.joined(separator: ", ")),
            Field(name: "RateLimit", value: #""\#(name)";r=\#(decision.remaining);t=\#(reset)"#),
            Field(name: "X-RateLimit-Limit", value: "\(decision.limit)"),
            Field(name: "X-RateLimit-Remaining", value: "\(decision.remaining)"),
            Field(name: "X-RateLimit-Reset", value: "\(reset)"),
        ]
        if !decision.isAllowed, let retryAfter = decision.retryAfter {
            fields.append(Field(name: "Retry-After", value: "\(Self.seconds(retryAfter))"))
        }
        self.fields = fields
    }

    private static func name(_ scope: RateLimitScope, _ unit: RateLimitUnit) -> String {
        unit == .tokens ? "\(scope.rawValue)-tokens" : scope.rawValue
    }

    /// Whole seconds, rounded up.
    private static func seconds(_ duration: Duration) -> Int64 {
        let nanoseconds = duration.wholeNanoseconds
        return nanoseconds <= 0 ? 0 : (nanoseconds - 1) / 1_000_000_000 + 1
    }
}
