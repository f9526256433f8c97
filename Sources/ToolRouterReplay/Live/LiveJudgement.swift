package import ToolRouter
import ToolRouterFormats

/// What became of one request of one run in which the planner was asked live.
package struct LiveJudgement: Hashable, Sendable {
    /// Whether its answer is as good as it is to be.
    package enum Outcome: Hashable, Sendable {
        /// It is right or, where nobody knows what is, the golden's.
        case passed
        /// It is not; says why in a few words.
        case failed(String)
        /// There is neither a right answer nor a golden to judge it by.
        case notJudged
    }

    /// The request.
    package let id: RequestID
    /// The question; nil where reports leave it out.
    package let question: String?
    /// What became of it.
    package let outcome: Outcome
    /// Whether the planner was asked; an answer from the cache, or by a rule, says nothing of it.
    package let isAsked: Bool
    /// Whether something was run that the golden run's guard refused: no share of good answers makes up for it.
    package let isUnsafe: Bool
}

extension LiveJudgement {
    /// The kinds of drift that make an answer another one. Money, tokens, time, the words of a statement and the way through
    /// the stages are never the same twice.
    private static let deciding: [DriftKind] = [.unsafeAccepted, .outcome, .tool, .code, .result, .recordingMiss]

    /// Judges a request whose comparison is settled; nil for one that the run does not have.
    ///
    /// - Parameter hasGolden: whether there was a golden to compare with.
    init?(_ compared: GoldenComparison.ComparedRequest, hasGolden: Bool) {
        guard let subject = compared.subject else { return nil }
        id = subject.record.id
        question = subject.question
        isAsked = subject.facts?.isAsked ?? false
        let kinds = compared.drift?.kinds ?? []
        isUnsafe = kinds.contains(.unsafeAccepted)
        switch subject.facts?.truth {
        case .right: outcome = isUnsafe ? .failed(DriftKind.unsafeAccepted.rawValue) : .passed
        case .wrong: outcome = .failed(subject.record.code.map { "wrong: \($0.rawValue)" } ?? "wrong")
        case .unknown, nil:
            if let kind = Self.deciding.first(where: kinds.contains) {
                outcome = .failed(kind.rawValue)
            } else {
                // A statement that was refused is judged by its refusal, and one that ran by its rows.
                outcome = hasGolden && !kinds.contains(.new) ? .passed : .notJudged
            }
        }
    }
}
