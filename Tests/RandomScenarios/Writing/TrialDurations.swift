/// Durations as configuration and recordings write them, both ends of their ranges among them.
extension Draws {
    /// A duration of a configuration, above 0 and at most 24 hours.
    func configuredDuration(_ decision: String, _ usual: [String], isExtreme: Bool) -> String {
        let ends = ["0.001us", "1us", "24h", "23h", "1ms"]
        return happens(isExtreme ? 60 : 4, decision + " is extreme")
            ? one(of: ends, decision) : one(of: usual, decision)
    }

    /// Microseconds of a recording, from 0 to 292 years.
    func recordedMicroseconds(_ decision: String, _ usual: [Int], isExtreme: Bool) -> Int {
        let ends = [0, 1, 9_223_372_036_854_775, 9_223_372_036_854_774, 4_611_686_018_427_387, 86_400_000_000, 999]
        return happens(isExtreme ? 40 : 4, decision + " is extreme")
            ? one(of: ends, decision) : one(of: usual, decision)
    }
}
