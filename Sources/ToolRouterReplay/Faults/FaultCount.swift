/// How often one rule of a plan was applied.
package struct FaultCount: Hashable, Sendable {
    /// The rule's name.
    package let rule: String
    /// Its target, as it is written.
    package let target: String
    /// Its kind.
    package let kind: String
    /// Calls that it was about and whose draw said yes, whether or not an earlier rule had won them.
    package private(set) var wanted = 0
    /// Calls that it won and spoilt. What is wanted and won but not injected had nothing to spoil, such as a reply that
    /// never came.
    package private(set) var injected = 0

    init(_ rule: FaultRule) {
        self.rule = rule.name
        target = rule.target.text
        kind = rule.kind
    }

    mutating func addWanted() { wanted += 1 }
    mutating func addInjected() { injected += 1 }
}
