package import ToolRouter

/// Moments as text: RFC 3339, exact to the nanosecond, integers only. What is written here is in UTC
/// (`2026-11-20T09:00:00.25Z`), what others wrote is read in every form.
package enum RFC3339 {
    /// Reads `YYYY-MM-DDThh:mm:ss[.f…]Z` with one to nine fraction digits; nil for any other text, a day that the
    /// calendar lacks, a leap second, and moments that `Timestamp` can't hold (before 1677 or after 2262).
    package static func timestamp(_ text: some StringProtocol) -> Timestamp? {
        var rest = Array(text.utf8)[...]
        guard let reading = reading(&rest, separators: ["T"]), skip(&rest, "Z"), rest.isEmpty, reading.second < 60
        else { return nil }
        return moment(reading, offset: 0)
    }

    /// Reads every form that RFC 3339, section 5.6, allows: an offset or `Z`, small letters, and a space between day and
    /// time; one to nine fraction digits or none. Nil for other text and moments that `Timestamp` can't hold.
    ///
    /// A leap second, which ends a month in UTC, has no place of its own on a clock that counts as POSIX does: all of it is
    /// the last nanosecond before the next day, so that moments in order stay so.
    package static func timestamp(ofAnyForm text: some StringProtocol) -> Timestamp? {
        var rest = Array(text.utf8)[...]
        guard let reading = reading(&rest, separators: ["T", "t", " "]), let offset = offset(&rest), rest.isEmpty else {
            return nil
        }
        guard reading.second == 60 else { return moment(reading, offset: offset) }
        var before = reading
        (before.second, before.nanosecond) = (59, 999_999_999)
        guard let moment = moment(before, offset: offset) else { return nil }
        let (days, secondOfDay) = floorDivide(floorDivide(moment.nanoseconds, 1_000_000_000).quotient + 1, 86_400)
        return secondOfDay == 0 && date(days).day == 1 ? moment : nil
    }

    /// A moment as it is written, without what says where it is so.
    private struct Reading {
        let year, month, day, hour, minute: Int64
        var second, nanosecond: Int64
    }

    /// Reads day and time; the second may be 60.
    private static func reading(_ rest: inout ArraySlice<UInt8>, separators: [Unicode.Scalar]) -> Reading? {
        guard let year = number(&rest, 4), skip(&rest, "-"), let month = number(&rest, 2), skip(&rest, "-"),
            let day = number(&rest, 2), separators.contains(where: { skip(&rest, $0) }),
            let hour = number(&rest, 2), skip(&rest, ":"), let minute = number(&rest, 2), skip(&rest, ":"),
            let second = number(&rest, 2), let nanosecond = fraction(&rest),
            1...12 ~= month, 1...days(inMonth: month, of: year) ~= day, hour < 24, minute < 60, second <= 60
        else { return nil }
        return Reading(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second, nanosecond: nanosecond)
    }

    /// Reads `Z` or `±hh:mm`, in seconds east of UTC.
    private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        if skip(&rest, "Z") || skip(&rest, "z") { return 0 }
        let isWest = skip(&rest, "-")
        guard isWest || skip(&rest, "+"), let hours = number(&rest, 2), skip(&rest, ":"),
            let minutes = number(&rest, 2),
            hours < 24, minutes < 60
        else { return nil }
        return (isWest ? -60 : 60) * (hours * 60 + minutes)
    }

    private static func moment(_ reading: Reading, offset: Int64) -> Timestamp? {
        let days = daysSinceEpoch(reading.year, reading.month, reading.day)
        let seconds = ((days * 24 + reading.hour) * 60 + reading.minute) * 60 + reading.second - offset
        return Int64(exactly: Int128(seconds) * 1_000_000_000 + Int128(reading.nanosecond))
            .map(Timestamp.init(nanoseconds:))
    }

    /// Writes `moment` with as few fraction digits as it needs.
    package static func text(_ moment: Timestamp) -> String {
        let (seconds, nanosecond) = floorDivide(moment.nanoseconds, 1_000_000_000)
        let (days, secondOfDay) = floorDivide(seconds, 86_400)
        let (year, month, day) = date(days)
        var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
        text += "\(padded(secondOfDay / 3_600, 2)):\(padded(secondOfDay / 60 % 60, 2)):\(padded(secondOfDay % 60, 2))"
        if nanosecond > 0 {
            var digits = padded(nanosecond, 9)
            while digits.last == "0" { digits.removeLast() }
            text += "." + digits
        }
        return text + "Z"
    }

    // The two conversions are Howard Hinnant's "chrono-compatible low-level date algorithms" (days_from_civil and
    // civil_from_days): years begin in March, so that the leap day comes last, and 400 years are 146,097 days.

    private static func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let (era, yearOfEra) = floorDivide(month <= 2 ? year - 1 : year, 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, _ width: Int) -> Int64? {
        guard rest.count >= width else { return nil }
        var value: Int64 = 0
        for byte in rest.prefix(width) {
            guard let digit = digit(byte) else { return nil }
            value = value * 10 + digit
        }
        rest = rest.dropFirst(width)
        return value
    }

    private static func fraction(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        guard skip(&rest, ".") else { return 0 }
        let digits = rest.prefix { digit($0) != nil }
        guard 1...9 ~= digits.count, var value = number(&rest, digits.count) else { return nil }
        for _ in digits.count..<9 { value *= 10 }
        return value
    }

    private static func skip(_ rest: inout ArraySlice<UInt8>, _ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func digit(_ byte: UInt8) -> Int64? {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte ? Int64(byte - UInt8(ascii: "0")) : nil
    }
}
