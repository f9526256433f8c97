/// A moment: nanoseconds since 1970-01-01T00:00:00Z, from −292 to +292 years.
///
/// Policies take it as an argument (`at now:`), so that they need no clock of their own.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Nanoseconds since the Unix epoch.
    public let nanoseconds: Int64

    /// Nanoseconds since the Unix epoch.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Microseconds since the Unix epoch; traps beyond ±292 years.
    public init(microseconds: Int64) {
        self.nanoseconds = microseconds * 1_000
    }

    /// Microseconds since the Unix epoch, rounded down.
    public var microseconds: Int64 {
        nanoseconds >= 0 ? nanoseconds / 1_000 : (nanoseconds + 1) / 1_000 - 1
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment `duration` later; beyond the range the last moment there is.
    public static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        let (sum, overflow) = moment.nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
        guard overflow else { return Timestamp(nanoseconds: sum) }
        return Timestamp(nanoseconds: duration < .zero ? .min : .max)
    }

    /// The time from `earlier` to `later`; negative when they are swapped, and at most 292 years either way.
    public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .nanoseconds(later.nanoseconds.subtractingClamped(earlier.nanoseconds))
    }
}

extension Duration {
    /// Whole nanoseconds, rounded towards zero and clamped to what 64 bits hold (292 years).
    public var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, tooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if tooLarge { return seconds < 0 ? .min : .max }
        let (sum, overflow) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow ? (seconds < 0 ? .min : .max) : sum
    }

    /// Whole microseconds, rounded towards zero.
    public var wholeMicroseconds: Int64 { wholeNanoseconds / 1_000 }

    /// Whole milliseconds, rounded up: a caller told to wait this long has waited long enough.
    public var millisecondsRoundedUp: Int64 {
        let nanoseconds = wholeNanoseconds
        return nanoseconds <= 0 ? 0 : (nanoseconds - 1) / 1_000_000 + 1
    }
}
