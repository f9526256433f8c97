/// Durations as providers write them: `20`, `1.5`, `8.64s`, `6m0s`, `2ms` (Go's `time.Duration`).
enum PauseText {
    private static let units: [(name: String, length: Duration)] = [
        ("h", .seconds(3_600)), ("m", .seconds(60)), ("s", .seconds(1)), ("ms", .milliseconds(1)),
        ("us", .microseconds(1)), ("µs", .microseconds(1)), ("μs", .microseconds(1)), ("ns", .nanoseconds(1)),
    ]

    /// The most digits before the point: a year in milliseconds has eleven, a moment in milliseconds since 1970 thirteen.
    private static let mostDigits = 13

    /// The duration in `text`; nil when it is none, is negative, or has more parts or digits than a pause has.
    ///
    /// - Parameter bareUnit: what a number without a unit counts.
    static func duration(_ text: String, bareUnit: Duration) -> Duration? {
        var rest = Array(text.utf8)[...]
        while rest.first == 0x20 || rest.first == 0x09 { rest = rest.dropFirst() }
        while rest.last == 0x20 || rest.last == 0x09 { rest = rest.dropLast() }
        guard let first = number(&rest) else { return nil }
        if rest.isEmpty { return first.times(bareUnit) }
        var sum = Duration.zero
        var part = first
        for _ in units.indices {
            let name = rest.prefix { !isDigit($0) && $0 != UInt8(ascii: ".") }
            guard let unit = units.first(where: { $0.name.utf8.elementsEqual(name) }) else { return nil }
            sum += part.times(unit.length)
            rest = rest.dropFirst(name.count)
            if rest.isEmpty { return sum }
            guard let next = number(&rest) else { return nil }
            part = next
        }
        return nil
    }

    /// A decimal number: what is before its point, and billionths.
    private struct Number {
        let whole: Int64
        let billionths: Int64

        func times(_ unit: Duration) -> Duration {
            // At most 13 digits of hours: within what a duration holds.
            unit * whole + unit * billionths / 1_000_000_000
        }
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> Number? {
        let digits = rest.prefix(while: isDigit)
        guard 1...mostDigits ~= digits.count else { return nil }
        rest = rest.dropFirst(digits.count)
        var billionths: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { return nil }
            for place in 0..<9 {
                let index = fraction.startIndex + place
                billionths = billionths * 10 + (index < fraction.endIndex ? Int64(fraction[index] - 0x30) : 0)
            }
            rest = rest.dropFirst(fraction.count + 1)
        }
        return Number(whole: digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }, billionths: billionths)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}
