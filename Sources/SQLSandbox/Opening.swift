import ToolRouter

/// What opening a connection takes.
struct Opening: Sendable {
    /// An absolute path without symbolic links.
    let path: String
    let policy: SandboxPolicy
    /// The layers of the guard; all of them but in a test.
    var layers = GuardLayers.all
    /// Whether the first read transaction is kept open for good.
    var isSnapshot = false
    /// How many statements stay compiled; at most twice as many do.
    let compiledStatements: Int
    /// Time since any fixed moment, for a policy with a time budget.
    let monotonicNow: (@Sendable () -> Duration)?
}
