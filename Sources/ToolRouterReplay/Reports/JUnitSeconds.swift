extension Duration {
    /// Seconds with exactly three decimals, rounded half up; a negative duration is `0.000`.
    ///
    /// The schema's pattern knows neither a sign nor an exponent.
    var junitSeconds: String {
        guard self > .zero else { return "0.000" }
        let (seconds, attoseconds) = components
        let milliseconds = (attoseconds + 500_000_000_000_000) / 1_000_000_000_000_000
        let whole = UInt64(seconds) + UInt64(milliseconds / 1_000)
        let fraction = String(milliseconds % 1_000)
        return "\(whole)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
