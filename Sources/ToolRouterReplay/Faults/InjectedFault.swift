package import ToolRouter

/// A fault that was injected: into which call of which request, when, and what it was.
package struct InjectedFault: Sendable {
    /// The request whose call it was.
    package let request: RequestID
    /// When.
    package let at: Timestamp
    /// The name of the rule.
    package let rule: String
    /// Whose call it was.
    package let seam: FaultTarget
    /// What happened, in words; they may quote what a planner said.
    package let words: String
}

/// Listens to faults as they are injected; it can change nothing. The router knows nothing of them, so they are not among its events.
package protocol FaultObserver: Sendable {
    /// Takes one fault. Called from the task of the call, so it must be quick and must not wait.
    func observe(_ fault: InjectedFault)
}
