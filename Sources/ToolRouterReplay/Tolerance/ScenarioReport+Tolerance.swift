import ToolRouter
import ToolRouterFormats

extension Findings {
    /// The kinds of drift that a tolerance can be for.
    private static let tolerable: [DriftKind] = [.result, .cost, .tokens, .latency]

    /// How many requests differ within the tolerance, for each kind that one can be for.
    var toleratedByKind: [(kind: DriftKind, count: Int)] { Self.tolerable.map { ($0, tolerated[$0] ?? 0) } }
}

extension ScenarioReport {
    /// Sentences about what the tolerance let pass, and about what it could not be applied to.
    package var toleranceWords: [String] {
        var words: [String] = []
        let counts = findings.toleratedByKind.filter { $0.count > 0 }
        if !counts.isEmpty {
            words.append(
                "within the tolerance: " + counts.map { "\($0.kind.rawValue) \($0.count)" }.joined(separator: ", "))
        }
        if findings.toleranceWithoutRows > 0 {
            words.append(
                "the tolerance for rows could not be applied to "
                    + "\(Quantity.words(findings.toleranceWithoutRows, "result")) not kept whole on both sides: "
                    + "digests decided")
        }
        return words
    }
}
