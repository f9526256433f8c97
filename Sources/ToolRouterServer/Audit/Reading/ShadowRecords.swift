package import ToolRouter

/// What the records of one candidate add up to.
package struct ShadowRecords: Sendable {
    /// The most planners that are named beside a candidate.
    private static let mostPlanners = 20

    /// Those that served meanwhile, the first 20.
    package private(set) var planners: Set<PlannerName> = []
    /// When the first and the last of them was written.
    package private(set) var earliest: Timestamp
    package private(set) var latest: Timestamp
    /// Requests that were, or could have been, in the sample since the first record: those behind the last are not known.
    package private(set) var eligible = 0
    /// Requests in the sample.
    package private(set) var sampled = 0
    /// Records of older programs, which say nothing but what the candidate cost.
    package private(set) var withoutEnd = 0
    /// How far they came.
    package private(set) var ends: [ShadowEnd: Int] = [:]
    /// The candidate's errors, by their codes.
    package private(set) var codes: [ErrorCode: Int] = [:]
    /// The agreement matrix: what the guard says to both plans.
    package private(set) var pairs: [VerdictPair: Int] = [:]
    /// Distinct questions for which both sides were judged: of each, its first pair.
    package private(set) var judged = 0
    /// Those of them for which exactly one plan would run.
    package private(set) var discordant = DiscordantPairs()
    /// Judged pairs of a question that is a pair already.
    package private(set) var repeats = 0
    /// Judged pairs that nobody can tell from repeats: beyond `DistinctQuestions.most`, or without a digest of the question.
    package private(set) var beyond = 0
    /// Plans that are different and read the same.
    package private(set) var differentWithSameReads = 0
    /// What both sides cost, in yoctodollars, of the compared requests where both are known.
    package private(set) var cost = Sides()
    /// Compared requests where one of the costs is not known.
    package private(set) var unknownCosts = 0
    /// What both sides took, in microseconds, of the compared requests where both are known.
    package private(set) var time = Sides()

    /// A figure of both sides.
    package struct Sides: Sendable {
        package fileprivate(set) var candidate = Spread()
        package fileprivate(set) var current = Spread()
    }

    /// None so far; the first is of `moment`.
    init(at moment: Timestamp) {
        (earliest, latest) = (moment, moment)
    }

    /// Requests that came as far as `step`.
    package func reached(_ step: ShadowStep) -> Int {
        switch step {
        case .eligible: max(eligible, sampled)
        case .sampled: sampled
        case .dispatched, .answered, .compared:
            ShadowEnd.allCases.reduce(0) { $0 + ($1.step >= step ? ends[$1] ?? 0 : 0) }
        }
    }

    /// Why requests went no farther than `step`, and how many; what was compared is not lost.
    package func losses(at step: ShadowStep) -> [(end: ShadowEnd, count: Int)] {
        guard step < .compared else { return [] }
        return ShadowEnd.allCases.filter { $0.step == step }.compactMap { end in ends[end].map { (end, $0) } }
    }

    /// Compared requests in which the plans differ: in the tool, or in what they would do as far as that can be told.
    package var differing: Int { (ends[.different] ?? 0) + (ends[.otherTool] ?? 0) }

    /// Adds a record of `candidate`.
    mutating func add(
        _ row: AuditRawRow, at: Timestamp, of candidate: PlannerName, _ questions: inout DistinctQuestions
    ) {
        (earliest, latest) = (min(earliest, at), max(latest, at))
        let detail = row.text(.detail).flatMap { ShadowDetail(json: $0) } ?? ShadowDetail()
        guard let end = row.text(.outcome).flatMap(ShadowEnd.init(rawValue:)) else {
            withoutEnd += 1
            return
        }
        sampled += 1
        let (sum, overflow) = eligible.addingReportingOverflow(detail.eligible ?? 1)
        eligible = overflow ? .max : sum
        ends[end, default: 0] += 1
        if let planner = row.text(.planner), planners.count < Self.mostPlanners {
            planners.insert(PlannerName(planner))
        }
        if let code = row.text(.code).flatMap(ErrorCode.init(rawValue:)) { codes[code, default: 0] += 1 }
        if let pair = pair(end, detail) {
            pairs[pair, default: 0] += 1
            test(pair, row.prefix(.inputHash), of: candidate, &questions)
        }
        guard end.step == .compared else { return }
        if end == .different, detail.hasSameReads == true { differentWithSameReads += 1 }
        if let own = row.text(.cost).flatMap({ Money(usd: $0) }), let other = detail.currentCost {
            cost.candidate.add(own.yoctodollars)
            cost.current.add(other.yoctodollars)
        } else {
            unknownCosts += 1
        }
        if let own = row.integer(.total), let other = detail.currentPlanTime {
            time.candidate.add(Int128(own))
            time.current.add(Int128(other.wholeMicroseconds))
        }
    }

    /// The cell of the agreement matrix, by the rule of `ShadowComparison.pair`.
    private func pair(_ end: ShadowEnd, _ detail: ShadowDetail) -> VerdictPair? {
        guard end.isPair, let current = detail.currentVerdict, let candidate = detail.candidateVerdict else {
            return nil
        }
        return VerdictPair(current: current, candidate: candidate)
    }

    /// Counts a pair in the test, once for each question.
    private mutating func test(
        _ pair: VerdictPair, _ question: UInt64?, of candidate: PlannerName, _ questions: inout DistinctQuestions
    ) {
        guard pair.current != .unjudged, pair.candidate != .unjudged else { return }
        switch question.map({ questions.standing(of: $0, with: candidate) }) ?? .beyond {
        case .first:
            judged += 1
            switch pair.discordance {
            case .candidateOnly: discordant.better += 1
            case .currentOnly: discordant.worse += 1
            case nil: break
            }
        case .repeated: repeats += 1
        case .beyond: beyond += 1
        }
    }
}
