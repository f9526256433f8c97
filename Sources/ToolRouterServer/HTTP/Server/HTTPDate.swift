import Glibc

/// The header `date` (RFC 9110, section 5.6.7), written once a second.
struct HTTPDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private var second: time_t = .min
    private var written = ""

    /// The present, by the wall clock: no deadline hangs on it.
    var text: String {
        mutating get {
            let now = time(nil)
            if now != second { (second, written) = (now, Self.text(at: now)) }
            return written
        }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(at second: time_t) -> String {
        var (second, parts) = (second, tm())
        gmtime_r(&second, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)])"
        return "\(day) \(parts.tm_year + 1_900) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }
}
