/// What the guard says to both planners' plans for one request: a cell of the agreement matrix.
public struct VerdictPair: Hashable, Sendable {
    /// To the current planner's.
    public var current: PlanVerdict.Name
    /// To the candidate's.
    public var candidate: PlanVerdict.Name

    public init(current: PlanVerdict.Name, candidate: PlanVerdict.Name) {
        self.current = current
        self.candidate = candidate
    }

    /// Whose plan alone would run; nil where both would or neither, and where nobody has judged one of them.
    public var discordance: Discordance? {
        guard current != .unjudged, candidate != .unjudged else { return nil }
        switch (current == .approved, candidate == .approved) {
        case (true, false): return .currentOnly
        case (false, true): return .candidateOnly
        case (true, true), (false, false): return nil
        }
    }

    /// Which of two plans alone would run.
    public enum Discordance: String, Hashable, CaseIterable, Sendable {
        /// The current planner's.
        case currentOnly = "current_only"
        /// The candidate's.
        case candidateOnly = "candidate_only"
    }

    /// All pairs there can be, in the order of their words.
    public static let all = PlanVerdict.Name.allCases.flatMap { current in
        PlanVerdict.Name.allCases.map { VerdictPair(current: current, candidate: $0) }
    }
}

extension ShadowComparison {
    /// The cell of the agreement matrix that the request counts in: where both planners replied, be it without a plan. Nil for
    /// every other request, which says nothing of either.
    public var pair: VerdictPair? {
        guard end.isPair else { return nil }
        return VerdictPair(current: current.name, candidate: candidate.name)
    }
}
