extension Ratio {
    /// The share that a JSON number states, digits beyond millionths dropped; nil unless it is from 0 to 1.
    init?(roundingDown number: String) {
        let parts = number.lowercased().split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        let digits = mantissa.joined()
        guard let firstDigit = digits.firstIndex(where: { $0 != "0" && $0 != "-" }) else {
            self = .zero
            return
        }
        guard !digits.hasPrefix("-") else { return nil }
        let significant = digits[firstDigit...]
        // An exponent that does not fit is beyond every digit the reply has room for.
        let exponent = parts.count > 1 ? Int(parts[1]) ?? (parts[1].hasPrefix("-") ? -10_000_000 : 10_000_000) : 0
        // The number is 0.significant × 10^magnitude.
        let leadingZeros = digits.distance(from: digits.startIndex, to: firstDigit)
        let (magnitude, overflow) = (mantissa[0].count - leadingZeros).addingReportingOverflow(exponent)
        guard !overflow else { return nil }
        if magnitude == 1, significant.first == "1", significant.dropFirst().allSatisfy({ $0 == "0" }) {
            self = .one
            return
        }
        guard magnitude <= 0 else { return nil }
        let kept = significant.prefix(max(0, 6 + max(magnitude, -6)))
        let padded = kept + String(repeating: "0", count: max(0, 6 + max(magnitude, -6) - kept.count))
        self.init(millionths: Int64(padded) ?? 0)
    }
}
