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

/// Listens to faults as they are injected; it can change nothing. The router knows nothing of them, so they are no events.
package protocol FaultReader: Sendable {
    /// Takes one fault. Called from the task of the call, so it must be quick and must not wait.
    func read(_ fault: InjectedFault)
}

/// How often one rule of a plan came to bear.
package struct FaultCount: Hashable, Sendable {
    /// The rule's name.
    package let rule: String
    /// Its target, as it is written.
    package let target: String
    /// Its kind.
    package let kind: String
    /// Calls that it was about and whose draw said yes, whether or not an earlier rule had won them.
    package fileprivate(set) var wanted = 0
    /// Calls that it won and spoilt. What is wanted and won but not injected had nothing to spoil, such as a reply that
    /// never came.
    package fileprivate(set) var injected = 0

    init(_ rule: FaultRule) {
        self.rule = rule.name
        target = rule.target.text
        kind = rule.kind
    }

    mutating func addWanted() { wanted += 1 }
    mutating func addInjected() { injected += 1 }
}
