import Foundation
package import ToolRouter

/// How long records are kept, by the calendar: `90d`, `13mo`, `7y`.
package struct AuditPeriod: Hashable, Sendable {
    /// The number of units, 1 to 36,500.
    package let count: Int
    /// The unit.
    package let unit: Unit

    /// Days, months and years, as they are written.
    package enum Unit: String, CaseIterable, Sendable {
        case days = "d"
        case months = "mo"
        case years = "y"
    }

    /// Reads a whole number and its unit; nil for anything else.
    package init?(_ text: String) {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard let unit = Unit(rawValue: String(text[digits.endIndex...])), let count = Int(digits),
            1...36_500 ~= count
        else { return nil }
        (self.count, self.unit) = (count, unit)
    }

    /// The moment that lies this long before `now`, in UTC; the last day of a month where the month has no such day.
    package func before(_ now: Timestamp) -> Timestamp {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0)!
        let component: Calendar.Component =
            switch unit {
            case .days: .day
            case .months: .month
            case .years: .year
            }
        let date = Date(timeIntervalSince1970: Double(now.microseconds / 1_000_000))
        let moment = calendar.date(byAdding: component, value: -count, to: date) ?? .distantPast
        let seconds = max(moment.timeIntervalSince1970, -9_000_000_000)
        return Timestamp(microseconds: Int64(seconds) * 1_000_000)
    }
}
