import ToolRouter

/// The level α of a test: how often it may be wrong by chance alone.
enum TestLevel {
    private static let least = Ratio(millionths: 1)
    private static let most = Ratio(millionths: 500_000)

    /// Reads a level from 0.000001 to 0.5; 0.05 where there is none.
    static func read(_ node: ConfigurationNode?) throws(FileError) -> Ratio {
        guard let node else { return Ratio(millionths: 50_000) }
        let level = try node.ratio()
        guard (least...most).contains(level) else {
            throw node.fault(
                found: level.decimalText, expected: "a level from 0.000001 to 0.5", remedy: "write 0.05, say")
        }
        return level
    }
}
