extension KeyedDraw {
    /// What 1 is in `exponential(_:_:)`.
    static let exponentialUnit: Int64 = 1 << 30

    /// A draw of the exponential distribution of mean 1, −ln(u), in units of 2⁻³⁰: integers all the way, since a
    /// library's logarithm may differ in its last digit from machine to machine. Exact to 10⁻⁷.
    func exponential(_ purpose: String, _ key: String) -> Int64 {
        let number = self.number(purpose, key) | 1
        // u = m · 2^−(zeros + 1) with m from 1 up to 2, so −ln(u) = (zeros + 1) · ln 2 − ln m.
        let zeros = number.leadingZeroBitCount
        let mantissa = Int64((number << UInt64(zeros)) >> 33)
        return Int64(zeros + 1) * Self.logarithmOf2 - Self.logarithm(mantissa)
    }

    /// ln 2.
    private static let logarithmOf2: Int64 = 744_261_118

    /// ln m for m from 1 to 2, as 2 · artanh((m − 1) / (m + 1)).
    private static func logarithm(_ mantissa: Int64) -> Int64 {
        let unit = exponentialUnit
        let z = ((mantissa - unit) << 30) / (mantissa + unit)
        let square = (z * z) >> 30
        var power = z
        var sum: Int64 = 0
        for divisor in stride(from: Int64(1), through: 15, by: 2) {
            sum += power / divisor
            power = (power * square) >> 30
        }
        return 2 * sum
    }
}
