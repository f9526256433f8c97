/// What is wrong with a scenario, or with the router that was replayed on it.
package struct TrialFailure: Error, Sendable {
    /// What kind of thing: `invariant NAME`, `crash`, `hang`, `not deterministic` and the like.
    package let kind: String
    /// What happened, for people.
    package let detail: String

    package init(_ kind: String, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }
}

/// What came of a scenario.
package struct TrialResult: Sendable {
    /// Its requests.
    package let requests: Int
    /// What was written and reached.
    package let reached: Set<String>
    /// All that was found wrong, invariants first.
    package let failures: [TrialFailure]
}
