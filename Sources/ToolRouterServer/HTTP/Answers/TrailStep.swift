package import ToolRouter

/// One stage of the way to an answer, for people who look at it.
package struct TrailStep: Hashable, Sendable {
    /// The stage.
    package var stage: Stage
    /// When it began, counted from the arrival.
    package var at: Duration
    /// How long it took.
    package var took: Duration
    /// What happened there, in words.
    package var what: String

    package init(stage: Stage, at: Duration, took: Duration, what: String) {
        self.stage = stage
        self.at = at
        self.took = took
        self.what = what
    }
}
