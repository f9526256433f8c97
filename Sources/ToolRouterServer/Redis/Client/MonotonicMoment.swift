import Glibc

/// A moment of the clock that nobody can set, in whole nanoseconds: a `Duration` has 128 bits, which a check for each
/// command need not pay for.
struct MonotonicMoment: Comparable {
    let nanoseconds: Int64

    static var now: MonotonicMoment {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicMoment(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Adds nanoseconds; at the end of time it stays there.
    static func + (moment: Self, nanoseconds: Int64) -> Self {
        let (sum, isOver) = moment.nanoseconds.addingReportingOverflow(nanoseconds)
        return Self(nanoseconds: isOver ? .max : sum)
    }

    /// The milliseconds from `now` until then as poll(2) takes them: rounded up, at least 0.
    func milliseconds(from now: Self) -> Int32 {
        guard self > now else { return 0 }
        return Int32(clamping: (nanoseconds - now.nanoseconds + 999_999) / 1_000_000)
    }
}
