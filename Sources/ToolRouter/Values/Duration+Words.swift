extension Duration {
    /// How long to wait, for people, rounded up to what is shown: `1500 ms`, `2 min 5 s`, `14 h 32 min`, `12 days 3 h`.
    ///
    /// Below a minute it is in milliseconds, as in the member `retry_after_ms`.
    package var waitingWords: String {
        guard self >= .seconds(60) else { return "\(millisecondsRoundedUp) ms" }
        let seconds = (millisecondsRoundedUp + 999) / 1_000
        if seconds < 3_600 { return Self.words(seconds, "min", 60, "s") }
        let minutes = (seconds + 59) / 60
        if minutes < 24 * 60 { return Self.words(minutes, "h", 60, "min") }
        let hours = (minutes + 59) / 60
        return Self.words(hours, hours < 48 ? "day" : "days", 24, "h")
    }

    /// `count` in a large and a small unit, the small one left out where there is none of it.
    private static func words(
        _ count: Int64, _ large: String, _ larger: Int64, _ small: String
    ) -> String {
        let rest = count % larger
        return "\(count / larger) \(large)" + (rest == 0 ? "" : " \(rest) \(small)")
    }
}
