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
        Duration(wholeNanoseconds: later.nanoseconds.subtractingClamped(earlier.nanoseconds))
    }
}

extension Duration {
    /// So many nanoseconds.
    ///
    /// In one multiplication, where `nanoseconds(_:)` calls a general one: every stage of a request asks how long it took.
    init(wholeNanoseconds: Int64) {
        self.init(attoseconds: Int128(wholeNanoseconds) * 1_000_000_000)
    }

    /// Whole nanoseconds, rounded towards zero and clamped to what 64 bits hold (292 years).
    public var wholeNanoseconds: Int64 {
        let attoseconds = attoseconds
        // Up to nine seconds, which most are, without a division of 128 bits.
        if let few = Int64(exactly: attoseconds) { return few / 1_000_000_000 }
        return Int64(clamping: attoseconds / 1_000_000_000)
    }

    /// Whole microseconds, rounded towards zero.
    public var wholeMicroseconds: Int64 { wholeNanoseconds / 1_000 }

    /// Whole milliseconds, rounded up: a caller told to wait this long has waited long enough.
    public var millisecondsRoundedUp: Int64 {
        let nanoseconds = wholeNanoseconds
        return nanoseconds <= 0 ? 0 : (nanoseconds - 1) / 1_000_000 + 1
    }
}
