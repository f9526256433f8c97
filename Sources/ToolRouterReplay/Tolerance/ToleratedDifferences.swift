package import ToolRouterFormats

/// What of an answer differs from its golden within the scenario's tolerance.
package struct ToleratedDifferences: Hashable, Sendable {
    /// Nothing.
    package static let none = ToleratedDifferences()

    /// The kinds of drift that it would be: latency, cost, tokens or result.
    package var kinds: Set<DriftKind> = []
    /// Whether rows differ whose numbers could not be compared, since one of the two results is not kept whole: their digests
    /// decided.
    package var lacksRows = false

    package init() {}
}
