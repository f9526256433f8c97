package import ToolRouter
package import ToolRouterFormats

/// Whether an answer is right, where its recording says what is.
package enum CaseTruth: Hashable, Sendable {
    /// Its rows are strictly those of the expected statement; where no statement is recorded, its tool is the expected one.
    case right
    /// They are not, or there is no answer.
    case wrong
    /// Nobody knows: a budget cut a result short, or the recording holds no content.
    case unknown
}

/// What a policy on cases needs to know of a request in addition to its answer.
package struct CaseFacts: Sendable {
    /// Whether the answer is right; nil where the recording does not say what is.
    package let truth: CaseTruth?
    /// What is right.
    package let expected: ExpectedAnswer?
    /// Who asked.
    package let caller: Caller
    /// What was asked about.
    package let view: DatabaseView
    /// When it was asked.
    package let at: Timestamp
    /// Whether a planner was called for it, or waited for.
    package let isAsked: Bool
}
