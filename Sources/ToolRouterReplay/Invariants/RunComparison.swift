/// What only several replays show, and no invariant of one: who runs them compares them, and reports what differs under these
/// names.
package enum RunComparison {
    /// The same requests, configuration and seed give the same answers and events, byte by byte, in any process.
    package static let sameBytes = "same_bytes"
    /// Answers and what they cost are the same, whether candidates are asked beside the planner or not.
    package static let shadowsChangeNothing = "shadows_change_nothing"

    /// All of them, in the order of reports.
    package static let all = [sameBytes, shadowsChangeNothing]
}
