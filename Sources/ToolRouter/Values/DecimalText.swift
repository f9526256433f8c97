/// Exact decimal numbers as text, since money and ratios must not pass through floating point.
public struct DecimalText: Sendable {
    /// The number times ten to the power of the fraction digits asked for.
    public let scaled: Int128
    /// The most digits a number may be written with; more never fit 128 bits.
    static let mostDigits = 39

    /// Reads `-12`, `0.5`, `2.5e-06`; nil when the text is no decimal number, needs more than `fractionDigits`
    /// digits after the point, or does not fit 128 bits.
    public init?(_ text: some StringProtocol, fractionDigits: Int) {
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { bytes = bytes.dropFirst() }

        var value: Int128 = 0
        var digits = 0
        var scale = 0
        var hasPoint = false
        var exponent = 0
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                guard digits <= Self.mostDigits else { return nil }
                let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
                let (sum, overflow) = product.addingReportingOverflow(Int128(byte - UInt8(ascii: "0")))
                guard !isTooLarge, !overflow else { return nil }
                value = sum
                if hasPoint { scale += 1 }
            case UInt8(ascii: ".") where !hasPoint:
                hasPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard let power = Int(String(decoding: bytes, as: UTF8.self)),
                    (-Self.mostDigits...Self.mostDigits).contains(power)
                else {
                    return nil
                }
                exponent = power
                bytes = bytes.dropFirst(bytes.count)
            default:
                return nil
            }
        }
        guard digits > 0 else { return nil }

        var shift = fractionDigits - scale + exponent
        while shift < 0 {
            guard value.isMultiple(of: 10) else { return nil }
            value /= 10
            shift += 1
        }
        while shift > 0 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
            shift -= 1
        }
        scaled = isNegative ? -value : value
    }

    /// Writes `scaled` / 10^`fractionDigits` without trailing zeros: `0.0025`, `3`, `-1.5`.
    public static func format(_ scaled: Int128, fractionDigits: Int) -> String {
        if scaled == 0 { return "0" }
        // Room for the digits, zeros in front of them, a sign and a point.
        let room = mostDigits + max(0, fractionDigits) + 3
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { text in
            var (rest, start, written) = (scaled.magnitude, room, 0)
            // Trailing zeros are those of the fraction that are written first.
            var isTrailing = true
            func put(_ digit: UInt8) {
                if written == fractionDigits, start < room {
                    start -= 1
                    text[start] = UInt8(ascii: ".")
                }
                if written >= fractionDigits { isTrailing = false }
                written += 1
                if isTrailing, digit == 0 { return }
                isTrailing = false
                start -= 1
                text[start] = UInt8(ascii: "0") + digit
            }
            while rest > 0 {
                let (high, low) = rest.quotientAndRemainder(dividingBy: 10_000_000_000_000_000_000)
                var part = UInt64(low)
                for _ in 0..<19 where high > 0 || part > 0 {
                    put(UInt8(truncatingIfNeeded: part % 10))
                    part /= 10
                }
                rest = high
            }
            while written <= fractionDigits { put(0) }
            if scaled < 0 {
                start -= 1
                text[start] = UInt8(ascii: "-")
            }
            return String(decoding: text[start...], as: UTF8.self)
        }
    }
}
