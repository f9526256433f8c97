/// The time a policy counts in: it goes on at the pace of the moments it is told, and never goes back.
///
/// A clock that was set back would keep a circuit open, an allowance used up or an entry fresh for as long as it was set
/// back by. A step back of more than a second is therefore taken for that, and the time before the step goes on
/// counting; a smaller one is two callers who came to the lock in another order than they read the clock, and for it time
/// stands still. A step forward can't be told from a pause.
struct MonotonicTime: Sendable {
    /// A step back by more nanoseconds than this is a clock that was set.
    private static let disorder: Int64 = 1_000_000_000

    private var latest = Int64.min
    private var correction: Int64 = 0

    /// Takes note of `now`, and gives the nanoseconds to count in.
    mutating func advance(to now: Timestamp) -> Int64 {
        let moment = now.nanoseconds.addingClamped(correction)
        guard moment < latest else {
            latest = moment
            return moment
        }
        let step = latest.subtractingClamped(moment)
        if step > Self.disorder { correction = correction.addingClamped(step) }
        return latest
    }

    /// What `advance(to:)` would give.
    func reading(at now: Timestamp) -> Int64 {
        max(now.nanoseconds.addingClamped(correction), latest)
    }

    /// The moment at which a counted time comes, on the clock that was last told.
    func moment(of counted: Int64) -> Timestamp {
        Timestamp(nanoseconds: counted) + .nanoseconds(-correction)
    }
}

extension Int64 {
    /// The sum, or the largest or smallest number there is.
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    /// The difference, or the largest or smallest number there is.
    func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}
