/// Which kinds of drift a scenario may report without failing.
package enum InformationalDrift {
    /// Kinds that always fail: something refused was run, or something was never replayed.
    package static let failing: Set<DriftKind> = [.unsafeAccepted, .recordingMiss]
    /// What is information when the file does not say.
    package static let standard: Set<DriftKind> = [.sqlText]

    /// Reads the list of kinds; the standard ones where there is none.
    static func kinds(_ list: ConfigurationNode?) throws(FileError) -> Set<DriftKind> {
        guard let list else { return standard }
        return Set(try list.elements("a list of drift kinds").distinct(kind))
    }

    private static func kind(_ node: ConfigurationNode) throws(FileError) -> DriftKind {
        let word = try node.text("a drift kind")
        let kinds = DriftKind.allCases.filter { !failing.contains($0) }.map(\.rawValue)
        guard let kind = DriftKind(rawValue: word) else {
            throw node.fault(
                expected: "one of " + kinds.map { "`\($0)`" }.joined(separator: ", "),
                remedy: Spelling.nearest(to: word, among: kinds).map { "did you mean `\($0)`?" } ?? "write one of them")
        }
        guard !failing.contains(kind) else {
            throw node.fault(expected: "a drift kind that may be information", remedy: "remove it: it always fails")
        }
        return kind
    }
}
