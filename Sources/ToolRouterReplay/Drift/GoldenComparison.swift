package import ToolRouter
package import ToolRouterFormats
package import ToolRouterTools

/// Compares a run with its golden while both stream by, in the order of the recording.
///
/// Where one side has requests that the other lacks, both are kept until they meet again or the end shows that they
/// never do; otherwise nothing is kept.
package struct GoldenComparison {
    /// A request of the run and what is known about it in addition to its answer.
    package struct Subject: Sendable {
        /// Its answer.
        package let record: AnswerRecord
        /// The question; nil where reports leave it out.
        package let question: String?
        /// What the recordings lacked.
        package let recordingMiss: String?
        /// When it arrived; nil where the run does not know it.
        package let at: Timestamp?
        /// Its place in the run, from 0.
        package let sequence: Int
        /// What it was answered when it was recorded, where the recording says so.
        package var answered: AnswerRecord?
        /// What policies on cases need to know; nil where there are none.
        package var facts: CaseFacts?
        /// Whether its plan is what was said, and not a stand-in for what the recording does not hold.
        package let hasContent: Bool
        /// What a statement on its database touches; nil when today's guard refuses it, and where there is no database.
        package let footprint: @Sendable (String) -> Footprint?

        package init(
            _ record: AnswerRecord, question: String?, recordingMiss: String?, at: Timestamp? = nil, sequence: Int,
            hasContent: Bool = true,
            footprint: @escaping @Sendable (String) -> Footprint? = { _ in nil }
        ) {
            self.record = record
            self.question = question
            self.recordingMiss = recordingMiss
            self.at = at
            self.sequence = sequence
            self.hasContent = hasContent
            self.footprint = footprint
        }
    }

    /// A request whose comparison is settled.
    package struct ComparedRequest: Sendable {
        /// The request; nil when the run lacks it.
        package let subject: Subject?
        /// How the statements compare; nil when there are none, or a stand-in among them.
        package let placement: SQLPlacement?
        /// Whether one of the statements is a stand-in: then neither they nor rows were compared.
        package var lacksContent = false
        /// What differs within the tolerance, and so is no drift.
        package var tolerated = ToleratedDifferences.none
        /// What differs beyond it; nil when nothing does.
        package var drift: Drift?
    }

    /// Where the golden's answers come from; nil where each request brings its own.
    private let golden: GoldenReader?
    /// The candidates that both sides asked; what trails tell of others is not drift. Nil when they asked the same.
    private let sharedCandidates: Set<PlannerName>?
    /// How far both may be apart; nil where nothing is tolerated.
    let margin: DriftMargin?
    private var waitingGolden: [RequestID: (record: AnswerRecord, sequence: Int)] = [:]
    private var waitingSubjects: [RequestID: Subject] = [:]
    private var goldenRead = 0

    /// - Parameters:
    ///   - candidates: the candidates that the run asks beside the planner.
    ///   - margin: how far answers may be from their goldens without being drift; nil tolerates nothing.
    package init(golden: GoldenReader, candidates: [PlannerName] = [], margin: DriftMargin? = nil) {
        self.golden = golden
        self.margin = margin
        sharedCandidates = Self.shared(golden.header.candidates, candidates)
    }

    /// Compares with what each request was answered when it was recorded.
    ///
    /// - Parameter golden: what stands above those answers.
    package init(recorded golden: GoldenHeader, candidates: [PlannerName] = [], margin: DriftMargin? = nil) {
        self.golden = nil
        self.margin = margin
        sharedCandidates = Self.shared(golden.candidates, candidates)
    }

    /// The candidates that both sides asked; nil when they asked the same.
    static func shared(_ golden: [PlannerName], _ run: [PlannerName]) -> Set<PlannerName>? {
        golden == run ? nil : Set(golden).intersection(run)
    }

    /// Whether the golden's next line is `line`, the answer of the next request of the run, and nothing waits. Then that request is
    /// compared: nothing differs, and the golden's answer need not be read.
    mutating func isUnchanged(_ line: [UInt8]) -> Bool {
        guard let golden, waitingGolden.isEmpty, waitingSubjects.isEmpty, golden.pass(over: line) else { return false }
        goldenRead += 1
        return true
    }

    /// What comes of a request that is unchanged.
    func unchanged(_ subject: Subject) -> ComparedRequest { compare(subject.record, subject) }

    /// Of the same, how the statements compare, and whether one of them is a stand-in.
    static func placement(ofUnchanged record: AnswerRecord, hasContent: Bool) -> (SQLPlacement?, lacksContent: Bool) {
        if !hasContent, record.sql == ContentStandIn.statement { return (nil, true) }
        return (SQLComparison(record, record, footprint: { _ in nil })?.placement, false)
    }

    /// Takes the next request of the run.
    package mutating func compare(_ subject: Subject) throws(FileError) -> [ComparedRequest] {
        guard let golden else {
            if let answered = subject.answered { return [compare(answered, subject)] }
            return [unknown(subject)]
        }
        // Usually both sides hold the same requests, nothing waits, and nothing has to be looked up.
        if waitingGolden.isEmpty, waitingSubjects.isEmpty, let next = try golden.next() {
            if next.id == subject.record.id {
                goldenRead += 1
                return [compare(next, subject)]
            }
            waitingSubjects[subject.record.id] = subject
            return [meet(next)].compactMap { $0 }
        }
        var compared: [ComparedRequest] = []
        if let waiting = waitingGolden.removeValue(forKey: subject.record.id) {
            compared.append(compare(waiting.record, subject))
        } else {
            waitingSubjects[subject.record.id] = subject
        }
        if let next = try golden.next(), let met = meet(next) { compared.append(met) }
        return compared
    }

    /// The next answer of the golden: compared when its request has come; else it waits.
    private mutating func meet(_ next: AnswerRecord) -> ComparedRequest? {
        goldenRead += 1
        if let subject = waitingSubjects.removeValue(forKey: next.id) { return compare(next, subject) }
        waitingGolden[next.id] = (next, goldenRead)
        return nil
    }

    /// The run is over: what never met is new or missing.
    package mutating func finish() throws(FileError) -> [ComparedRequest] {
        var compared: [ComparedRequest] = []
        while let next = try golden?.next() {
            if let met = meet(next) { compared.append(met) }
        }
        // An id that comes twice in the golden never meets its second request, so only these few can be repeats.
        if !waitingGolden.isEmpty { try golden?.refuseRepeats(of: Set(waitingGolden.keys)) }
        for subject in waitingSubjects.values.sorted(by: { $0.sequence < $1.sequence }) {
            compared.append(unknown(subject))
        }
        for golden in waitingGolden.values.sorted(by: { $0.sequence < $1.sequence }) {
            compared.append(ComparedRequest(subject: nil, placement: nil, drift: Drift(missing: golden.record)))
        }
        return compared
    }

    /// A request that the golden lacks.
    private func unknown(_ subject: Subject) -> ComparedRequest {
        let drift = Drift(new: subject.record, question: subject.question, recordingMiss: subject.recordingMiss)
        return ComparedRequest(subject: subject, placement: nil, drift: drift)
    }

    private func compare(_ golden: AnswerRecord, _ subject: Subject) -> ComparedRequest {
        // An accepted golden was made by the same stand-ins; what was recorded was not.
        if !subject.hasContent, self.golden == nil { return compareShapes(golden, subject) }
        // A rule's statement is a true one in a recording without content, too.
        let lacksContent =
            !subject.hasContent && [golden.sql, subject.record.sql].contains(ContentStandIn.statement)
        let before = golden.telling(of: sharedCandidates)
        let now = subject.record.telling(of: sharedCandidates)
        if lacksContent {
            return compared(before.withoutStatement, now.withoutStatement, nil, subject, lacksContent: true)
        }
        let comparison = SQLComparison(golden, subject.record, footprint: subject.footprint)
        return compared(before, now, comparison, subject, lacksContent: false)
    }

    /// Two records that are to be compared as they are.
    func compared(
        _ golden: AnswerRecord, _ actual: AnswerRecord, _ comparison: SQLComparison?, _ subject: Subject,
        lacksContent: Bool
    ) -> ComparedRequest {
        let tolerated = margin?.differences(golden, actual) ?? .none
        return ComparedRequest(
            subject: subject, placement: comparison?.placement, lacksContent: lacksContent, tolerated: tolerated,
            drift: Drift(
                golden: golden, actual: actual, sql: comparison, question: subject.question,
                recordingMiss: subject.recordingMiss, tolerated: tolerated.kinds))
    }
}

extension AnswerRecord {
    /// The record without what it tells of candidates that are not among `candidates`; nil takes all.
    func telling(of candidates: Set<PlannerName>?) -> AnswerRecord {
        guard let candidates else { return self }
        var record = self
        record.trail.removeAll { word in Trail.candidate(of: word).map { !candidates.contains($0) } ?? false }
        return record
    }
}

extension AnswerRecord {
    fileprivate var withoutStatement: AnswerRecord {
        var record = self
        (record.sql, record.result) = (nil, nil)
        return record
    }
}

extension SQLComparison {
    /// Compares two answers to one question; nil when neither has a statement.
    init?(_ left: AnswerRecord, _ right: AnswerRecord, footprint: (String) -> Footprint?) {
        guard left.sql != nil || right.sql != nil else { return nil }
        self.init(
            leftSQL: left.sql, left.result, rightSQL: right.sql, right.result,
            lacksRowsForBudget: [left, right].allSatisfy { $0.result != nil || $0.code == .executionBudget },
            footprint: footprint)
    }
}
