package import ToolRouter
package import ToolRouterFormats
package import ToolRouterTools

/// What the comparison of a run with its golden found, gathered case by case.
package struct Findings: Sendable {
    /// How many drifts that fail, and how many that are information, are kept in full; the rest is counted.
    package static let kept = 10_000

    private let informational: Set<DriftKind>

    /// How many requests show each kind.
    package private(set) var kinds: [DriftKind: Int] = [:]
    /// How the statements compare with the golden's.
    package private(set) var placements: [SQLPlacement: Int] = [:]
    /// Requests with a golden whose statements are stand-ins for what the recording does not hold.
    package private(set) var noContent = 0
    /// The requests of which the same is to be said of each candidate.
    package private(set) var shadowsWithoutContent: [PlannerName: Int] = [:]
    /// How each candidate's statements compare with the current planner's.
    package private(set) var shadows: [PlannerName: [SQLPlacement: Int]] = [:]
    /// How often each planner was right.
    package private(set) var accuracy: [PlannerName: Accuracy] = [:]
    /// How often each candidate and the current planner were right about the same requests.
    package private(set) var pairs: [PlannerName: PairedAccuracy] = [:]
    /// The questions that are in them.
    private var questions = DistinctQuestions()
    /// How many requests differ within the tolerance, by the kind of drift that it would be.
    package private(set) var tolerated: [DriftKind: Int] = [:]
    /// Requests to whose rows the tolerance could not be applied, since they are not kept whole.
    package private(set) var toleranceWithoutRows = 0
    /// The drifts that fail the run, by where they part from their goldens.
    package private(set) var groups = DriftGroups()
    /// The drifts that fail the run, in the order of the recording; at most `kept`.
    package private(set) var failingDrifts: [Drift] = []
    /// The drifts that are information, in the order of the recording; at most `kept`.
    package private(set) var informationalDrifts: [Drift] = []
    /// Drifts that were counted but not kept.
    package private(set) var omittedDrifts = 0
    /// Requests whose drift fails the run.
    package private(set) var failing = 0
    /// Requests whose recorded attempts the router did not ask for.
    package private(set) var unused = 0
    /// The first of them.
    package private(set) var unusedExamples: [RequestID] = []
    /// The first requests in which a candidate would have run another statement, or none, by candidate; at most `keptDisagreements`.
    package private(set) var disagreements: [PlannerName: [Disagreement]] = [:]
    /// How many disagreements of a candidate are kept.
    package static let keptDisagreements = 50
    /// Requests that the golden has, too.
    package private(set) var compared = 0
    /// Requests whose expected statement is of no use as a truth.
    package private(set) var unusableTruths = 0
    /// The first of them, and why.
    package private(set) var unusableTruthExamples: [UnusableTruth] = []

    /// A request that nothing can be judged by.
    package struct UnusableTruth: Hashable, Sendable {
        /// The request.
        package let id: RequestID
        /// What is wrong with its expected statement, in words.
        package let problem: String
    }

    /// A request for which a candidate proposed something else.
    package struct Disagreement: Hashable, Sendable {
        /// The request.
        package let id: RequestID
        /// The question; nil where reports leave it out.
        package let question: String?
        /// How the two statements compare.
        package let placement: SQLPlacement
        /// The statement of the current planner.
        package let current: String?
        /// The statement of the candidate.
        package let candidate: String?
    }

    init(informational: Set<DriftKind>) {
        self.informational = informational
    }

    /// Whether `drift` fails the run.
    package func isFailing(_ drift: Drift) -> Bool {
        drift.kinds.contains { !informational.contains($0) }
    }

    mutating func add(_ compared: GoldenComparison.ComparedRequest) {
        if compared.subject != nil, compared.drift.map({ $0.expected != nil }) ?? true { self.compared += 1 }
        if let placement = compared.placement { placements[placement, default: 0] += 1 }
        if compared.lacksContent { noContent += 1 }
        for kind in compared.tolerated.kinds { tolerated[kind, default: 0] += 1 }
        if compared.tolerated.lacksRows { toleranceWithoutRows += 1 }
        if let drift = compared.drift { add(drift) }
    }

    /// Counts a request that is as its golden says, to the byte.
    mutating func addUnchanged(_ record: AnswerRecord, hasContent: Bool) {
        let (placement, lacksContent) = GoldenComparison.placement(ofUnchanged: record, hasContent: hasContent)
        compared += 1
        if let placement { placements[placement, default: 0] += 1 }
        if lacksContent { noContent += 1 }
    }

    mutating func add(_ drift: Drift) {
        for kind in drift.kinds { kinds[kind, default: 0] += 1 }
        if isFailing(drift) {
            failing += 1
            var drift = drift
            drift.group = groups.add(drift)
            if failingDrifts.count < Self.kept { failingDrifts.append(drift) } else { omittedDrifts += 1 }
        } else if informationalDrifts.count < Self.kept {
            informationalDrifts.append(drift)
        } else {
            omittedDrifts += 1
        }
    }

    mutating func add(_ placement: SQLPlacement, of candidate: PlannerName) {
        shadows[candidate, default: [:]][placement, default: 0] += 1
    }

    mutating func add(_ disagreement: Disagreement, of candidate: PlannerName) {
        guard disagreements[candidate, default: []].count < Self.keptDisagreements else { return }
        disagreements[candidate, default: []].append(disagreement)
    }

    mutating func addWithoutContent(_ candidate: PlannerName) {
        // A candidate is listed, whatever there is to say of it.
        if shadows[candidate] == nil { shadows[candidate] = [:] }
        shadowsWithoutContent[candidate, default: 0] += 1
    }

    mutating func add(_ judgement: AccuracyJudgement, of planner: PlannerName) {
        accuracy[planner, default: Accuracy()].add(judgement)
    }

    /// Counts a request in pairs with `candidate`.
    ///
    /// - Parameters:
    ///   - current: whether the current planner was right; nil where nobody knows, or it was not called.
    ///   - other: the same of the candidate.
    ///   - question: eight bytes of a digest of the question.
    mutating func addPair(
        _ current: AccuracyJudgement?, with candidate: PlannerName, _ other: AccuracyJudgement?, of question: UInt64
    ) {
        guard let current = current?.isRight, let other = other?.isRight else {
            pairs[candidate, default: PairedAccuracy()].addNotComparable()
            return
        }
        let standing = questions.standing(of: question, with: candidate)
        pairs[candidate, default: PairedAccuracy()].add(current: current, candidate: other, standing)
    }

    mutating func addUnusableTruth(_ id: RequestID, _ problem: String) {
        unusableTruths += 1
        if unusableTruthExamples.count < 10 { unusableTruthExamples.append(UnusableTruth(id: id, problem: problem)) }
    }

    mutating func addUnused(_ id: RequestID) {
        unused += 1
        if unusedExamples.count < 10 { unusedExamples.append(id) }
    }
}
