package import ToolRouter

/// How far figures of an answer, and numbers in its rows, may be from the golden's without being drift. Exact where nothing is
/// said; nothing of it touches what was answered, by which tool, or why not.
package struct DriftTolerance: Hashable, Sendable {
    /// By which share of the golden's latency it may differ, from 0 to 1.
    package var latency = Ratio.zero
    /// The same of the cost, where both are known equally well.
    package var cost = Ratio.zero
    /// The same of the tokens, of each bucket for itself.
    package var tokens = Ratio.zero
    /// The same of each REAL in the rows; nil compares their bytes.
    package var resultReal: RealTolerance?

    package init() {}

    private static let resultKey = "result_real"
    private static let keys = ["latency", "cost", "tokens", resultKey]
}

extension DriftTolerance {
    init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: Self.keys)
        latency = try section.ratio("latency") ?? .zero
        cost = try section.ratio("cost") ?? .zero
        tokens = try section.ratio("tokens") ?? .zero
        resultReal = try section[Self.resultKey].map(RealTolerance.init)
    }

    /// Rows that no golden keeps can't be compared by value.
    static func refuseResults(_ node: ConfigurationNode?) throws(FileError) {
        guard let node = try node.flatMap({ node throws(FileError) in try ConfigurationSection(node)[resultKey] })
        else {
            return
        }
        throw node.fault(
            found: "a tolerance for rows that are not kept", expected: "`golden.results: on`, or no tolerance for rows",
            remedy: "remove one of the two")
    }
}
