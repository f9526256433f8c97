/// The command lines that a report tells people to copy, for one scenario.
package struct ReportCommands: Hashable, Sendable {
    /// Replays it.
    package let replay: String
    /// Explains a request: the line before and after its identifier.
    package let explain: [String]
    /// Looks at what waits.
    package let review: String
    /// Accepts all that waits.
    package let accept: String

    package init(replay: String, explain: [String], review: String, accept: String) {
        self.replay = replay
        self.explain = explain
        self.review = review
        self.accept = accept
    }
}
