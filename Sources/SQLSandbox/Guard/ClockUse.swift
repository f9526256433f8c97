import CSQLite
import ToolRouter

/// How much of the present a program can make its result depend on, told from its listing.
///
/// Only calls whose arguments all stand in the statement are looked into: SQLite compiles such a call into a piece that
/// runs once, its arguments' texts one after the other and then the function. What a column holds may be the text `now`,
/// so that any other call may ask for the second. A run tells more: whether the clock was asked at all.
struct ClockUse {
    /// What is known so far.
    private(set) var reading = ClockReading.nothing
    private var address: Int32 = 0
    /// Where the piece that runs once ends, and the texts it began with.
    private var piece: (end: Int32, texts: [(register: Int32, text: String)])?

    /// Takes in the next operation of the listing.
    mutating func take(_ name: String, _ p1: Int32, _ p2: Int32, _ p4: UnsafePointer<UInt8>?) {
        defer { address += 1 }
        switch name {
        case "Once":
            piece = (p2, [])
        case "String8" where piece != nil:
            piece?.texts.append((p2, p4.map { String(cString: $0) } ?? ""))
        case "Function", "PureFunc":
            let function = SQLName(String(p4.map { String(cString: $0) }?.prefix { $0 != "(" } ?? "")).text
            if function == "current_date" {
                reading = max(reading, .day)
            } else if BuiltinFunctions.clock.contains(function) {
                reading = max(reading, arguments(p1, from: p2).map { Self.reading(of: function, $0) } ?? .instant)
            }
            piece = nil
        default: piece = nil
        }
    }

    /// The arguments of a call that is the end of a piece and takes nothing but the texts of it.
    private func arguments(_ constants: Int32, from register: Int32) -> [String]? {
        guard let piece, piece.end == address + 1, piece.texts.count < 31,
            constants == (1 << Int32(piece.texts.count)) - 1,
            piece.texts.enumerated().allSatisfy({ $1.register == register + Int32($0) })
        else { return nil }
        return piece.texts.map(\.text)
    }

    private static func reading(of function: String, _ arguments: [String]) -> ClockReading {
        switch function {
        case "date": return reading(arguments[...]) ?? .day
        case "strftime":
            let format = arguments.first ?? ""
            return reading(arguments.dropFirst()) ?? (showsNoTime(format) ? .day : .instant)
        case "time", "datetime", "julianday", "unixepoch": return reading(arguments[...]) ?? .instant
        default: return .instant
        }
    }

    /// What a time and its modifiers read; nil for the present day and what is whole days from it.
    private static func reading(_ arguments: ArraySlice<String>) -> ClockReading? {
        guard let time = arguments.first else { return nil }
        // A date or a time of day that stands in the statement.
        if let first = time.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
            return ClockReading.nothing
        }
        let isPresentDay = SQLName(time) == SQLName("now") && arguments.dropFirst().allSatisfy(movesByWholeDays)
        return isPresentDay ? nil : .instant
    }

    private static func movesByWholeDays(_ modifier: String) -> Bool {
        modifier.wholeMatch(
            of: /start of (day|month|year)|weekday [0-6]|[+-]?[0-9]{1,5} (day|month|year)s?/.ignoresCase()) != nil
    }

    private static func showsNoTime(_ format: String) -> Bool {
        format.wholeMatch(of: /([^%]|%[YmdjwW%])*/) != nil
    }
}
