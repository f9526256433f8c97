/// How long a budget lasts: it begins anew with each day or month of the civil calendar in UTC.
public enum BudgetPeriod: String, CaseIterable, Sendable {
    case day
    case month

    private static let dayNanoseconds: Int64 = 86_400_000_000_000

    /// The first moment of the period that `moment` is in, both in nanoseconds since 1970-01-01T00:00:00Z.
    func start(of moment: Int64) -> Int64 {
        Self.moment(ofDay: firstDay(of: moment))
    }

    /// The first moment of the period after the one that `moment` is in; the last one there is where that would be later.
    func end(of moment: Int64) -> Int64 {
        switch self {
        case .day: Self.moment(ofDay: Self.day(of: moment) + 1)
        case .month:
            // No month has more than 31 days, and each has more than 3.
            Self.moment(ofDay: firstDay(ofMonthOf: firstDay(of: moment) + 34))
        }
    }

    private func firstDay(of moment: Int64) -> Int64 {
        let day = Self.day(of: moment)
        return self == .day ? day : firstDay(ofMonthOf: day)
    }

    /// The days since 1970-01-01, rounded down.
    private static func day(of moment: Int64) -> Int64 {
        let (quotient, remainder) = moment.quotientAndRemainder(dividingBy: dayNanoseconds)
        return remainder < 0 ? quotient - 1 : quotient
    }

    private static func moment(ofDay day: Int64) -> Int64 {
        let (moment, overflow) = day.multipliedReportingOverflow(by: dayNanoseconds)
        return overflow ? (day < 0 ? .min : .max) : moment
    }

    /// The first day of the month that `day` is in: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
    /// `civil_from_days`, where years begin in March.
    private func firstDay(ofMonthOf day: Int64) -> Int64 {
        let dayOfAges = day + 719_468
        let era = (dayOfAges >= 0 ? dayOfAges : dayOfAges - 146_096) / 146_097
        let dayOfEra = dayOfAges - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        return day - (dayOfYear - (153 * month + 2) / 5)
    }
}
