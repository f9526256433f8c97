/// How much of the present an answer depends on besides the data.
public enum ClockReading: String, CaseIterable, Comparable, Sendable {
    /// Nothing: it stays true as long as the data stays as it is.
    case nothing
    /// The day in UTC, as `date('now')` and `CURRENT_DATE` tell it.
    case day
    /// The second or less, or nobody knows how much.
    case instant

    /// The moment from which on an answer may not be true any more that was computed at `now`, the present that the data
    /// saw; nil when it stays true. It is `now` itself for an answer that holds for no time at all.
    public func validUntil(from now: Timestamp) -> Timestamp? {
        switch self {
        case .nothing: return nil
        case .instant: return now
        case .day:
            let day: Int64 = 86_400_000_000_000
            let rest = now.nanoseconds % day
            return now + .nanoseconds(rest < 0 ? -rest : day - rest)
        }
    }

    public static func < (left: ClockReading, right: ClockReading) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
    }
}
