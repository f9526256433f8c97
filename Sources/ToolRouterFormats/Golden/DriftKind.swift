/// The ways an answer can differ from its golden, worst first.
package enum DriftKind: String, CaseIterable, Comparable, Sendable {
    /// Something that the golden run's guard refused was run.
    case unsafeAccepted = "unsafe_accepted"
    /// Answered, clarification, refused or failed: another one.
    case outcome
    /// Another tool.
    case tool
    /// Another error code.
    case code
    /// Other rows.
    case result
    /// Another statement, and other rows or none to compare.
    case sqlMeaning = "sql_meaning"
    /// The plan came from elsewhere.
    case source
    /// The same answer, by another way through the stages.
    case trail
    /// Other money.
    case cost
    /// Other token counts.
    case tokens
    /// Another virtual latency.
    case latency
    /// The recordings lack what the request now asks for.
    case recordingMiss = "recording_miss"
    /// Another text of the statement, with the same program or the same rows.
    case sqlText = "sql_text"
    /// The golden lacks the request.
    case new
    /// The run lacks the request.
    case missing

    package static func < (left: DriftKind, right: DriftKind) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int { Self.allCases.firstIndex(of: self)! }
}
