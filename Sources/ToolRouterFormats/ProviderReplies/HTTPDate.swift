import ToolRouter

/// Moments in the heads of HTTP messages (RFC 9110, section 5.6.7): all three forms are read.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The moment; nil for another text, or a day that the calendar lacks. The name of the day is not checked.
    static func timestamp(_ text: String) -> Timestamp? {
        guard text.utf8.count <= 40 else { return nil }
        let words = text.split(separator: " ").map(String.init)
        switch words.count {
        // Sun, 06 Nov 1994 08:49:37 GMT
        case 6 where words[5] == "GMT": return moment(words[3], words[2], words[1], words[4])
        // Sunday, 06-Nov-94 08:49:37 GMT
        case 4 where words[3] == "GMT":
            let day = words[1].split(separator: "-").map(String.init)
            guard day.count == 3, day[2].utf8.count == 2, let year = Int(day[2]) else { return nil }
            return moment(year < 70 ? "20\(day[2])" : "19\(day[2])", day[1], day[0], words[2])
        // Sun Nov  6 08:49:37 1994
        case 5: return moment(words[4], words[1], words[2].utf8.count == 1 ? "0\(words[2])" : words[2], words[3])
        default: return nil
        }
    }

    private static func moment(_ year: String, _ month: String, _ day: String, _ time: String) -> Timestamp? {
        guard let month = months.firstIndex(of: month) else { return nil }
        return RFC3339.timestamp(ofAnyForm: "\(year)-\(month < 9 ? "0" : "")\(month + 1)-\(day)T\(time)Z")
    }
}
