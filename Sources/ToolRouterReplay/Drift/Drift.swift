package import ToolRouter
package import ToolRouterFormats
package import ToolRouterTools

/// One request that did not answer as its golden says.
package struct Drift: Sendable {
    /// The request.
    package let id: RequestID
    /// The question, where the run knows it.
    package var question: String?
    /// When it arrived, in virtual time; nil where the run does not know it.
    package var at: Timestamp?
    /// The number of its group among those of `Findings`; nil for one that fails nothing.
    package var group: Int?
    /// What differs, worst first; never empty.
    package let kinds: [DriftKind]
    /// The first stage that did something else.
    package let stage: Stage?
    /// The golden answer; nil for a new request.
    package let expected: AnswerRecord?
    /// The answer of this run; nil for a missing request.
    package let actual: AnswerRecord?
    /// How the two statements compare; nil when there are none, or only one answer.
    package let sql: SQLComparison?
    /// What the recordings lacked.
    package let recordingMiss: String?

    /// Compares an answer with its golden; nil when nothing differs.
    ///
    /// - Parameters:
    ///   - sql: how their statements compare.
    ///   - tolerated: kinds in which the two may differ, since they do by little.
    package init?(
        golden: AnswerRecord, actual: AnswerRecord, sql: SQLComparison?, question: String?, recordingMiss: String?,
        tolerated: Set<DriftKind> = []
    ) {
        // Most answers are unchanged, and few texts are equal here without having the same bytes.
        if golden == actual, recordingMiss == nil, (golden.sql ?? "").hasSameBytes(as: actual.sql ?? ""),
            golden.hasSameArguments(as: actual)
        {
            return nil
        }
        var kinds = Set(DriftKind.between(golden, actual, sql, tolerated))
        if recordingMiss != nil { kinds.insert(.recordingMiss) }
        guard !kinds.isEmpty else { return nil }
        id = golden.id
        self.question = question
        self.kinds = kinds.sorted()
        stage = Trail.parting(golden.trail, actual.trail) ?? self.kinds.compactMap(\.stage).min(by: Stage.comesBefore)
        expected = golden
        self.actual = actual
        self.sql = sql
        self.recordingMiss = recordingMiss
    }

    /// A request that the golden lacks.
    package init(new actual: AnswerRecord, question: String?, recordingMiss: String?) {
        self.init(actual, question, kinds: recordingMiss == nil ? [.new] : [.recordingMiss, .new], recordingMiss)
    }

    /// A request that the recordings lack an episode for, in a scenario without a golden.
    package init(unrecorded actual: AnswerRecord, question: String?, recordingMiss: String) {
        self.init(actual, question, kinds: [.recordingMiss], recordingMiss)
    }

    private init(_ actual: AnswerRecord, _ question: String?, kinds: [DriftKind], _ recordingMiss: String?) {
        id = actual.id
        self.question = question
        self.kinds = kinds
        stage = nil
        expected = nil
        self.actual = actual
        sql = nil
        self.recordingMiss = recordingMiss
    }

    /// A request that the run lacks.
    package init(missing golden: AnswerRecord) {
        id = golden.id
        question = nil
        kinds = [.missing]
        stage = nil
        expected = golden
        actual = nil
        sql = nil
        recordingMiss = nil
    }
}

extension DriftKind {
    /// Everything in which `actual` differs from `golden`, but for what is tolerated. Of that, rows make two texts with
    /// other programs the same as the same rows would.
    static func between(
        _ golden: AnswerRecord, _ actual: AnswerRecord, _ sql: SQLComparison?, _ tolerated: Set<DriftKind> = []
    ) -> [DriftKind] {
        var kinds: [DriftKind] = []
        if golden.outcome != actual.outcome { kinds.append(.outcome) }
        if golden.tool != actual.tool { kinds.append(.tool) }
        if golden.code != actual.code { kinds.append(.code) }
        if golden.source != actual.source || golden.degraded != actual.degraded { kinds.append(.source) }
        if !tolerated.contains(.cost), golden.bill.cost != actual.bill.cost { kinds.append(.cost) }
        if !tolerated.contains(.tokens), golden.bill.usage != actual.bill.usage { kinds.append(.tokens) }
        if !tolerated.contains(.latency), golden.latencyMicroseconds != actual.latencyMicroseconds {
            kinds.append(.latency)
        }
        let hasTolerableRows = tolerated.contains(.result)
        if !hasTolerableRows { kinds += ofResults(golden, actual) }
        kinds += ofStatements(golden, actual, sql, hasTolerableRows)
        if golden.wasRefusedByGuard, actual.trail.contains("guard:approved"), golden.hasSamePlan(as: actual) {
            kinds.append(.unsafeAccepted)
        }
        if kinds.isEmpty, golden.trail != actual.trail { kinds.append(.trail) }
        return kinds
    }

    private static func ofResults(_ golden: AnswerRecord, _ actual: AnswerRecord) -> [DriftKind] {
        guard let before = golden.result, let now = actual.result, before != now else { return [] }
        return before.hasSameRows(as: now) ? [] : [.result]
    }

    private static func ofStatements(
        _ golden: AnswerRecord, _ actual: AnswerRecord, _ sql: SQLComparison?, _ hasTolerableRows: Bool
    ) -> [DriftKind] {
        if golden.tool == actual.tool, !golden.hasSameArguments(as: actual) {
            guard let before = golden.result, let now = actual.result else { return [.sqlMeaning] }
            return hasTolerableRows || before.hasSameRows(as: now) ? [.sqlText] : [.sqlMeaning]
        }
        guard let before = golden.sql, let now = actual.sql, !before.hasSameBytes(as: now) else { return [] }
        let isSame = hasTolerableRows || sql?.hasSameProgram == true || sql?.placement == .sameRows
        return isSame ? [.sqlText] : [.sqlMeaning]
    }

    /// The stage that a kind speaks of, where the trails do not part.
    var stage: Stage? {
        switch self {
        case .unsafeAccepted: .guard
        case .tool, .source, .sqlMeaning, .sqlText, .tokens, .recordingMiss: .plan
        case .result: .run
        case .cost, .outcome, .code: .settle
        case .trail, .latency, .new, .missing: nil
        }
    }
}

extension AnswerRecord {
    /// Whether both call their tool with the same, but for the statement. A golden that says nothing of it was made before goldens
    /// did, and a plan that calls its tool with nothing is another one in its outcome.
    func hasSameArguments(as other: AnswerRecord) -> Bool {
        arguments.map { $0.hasSameBytes(as: other.arguments ?? "") } ?? true
    }

    /// Whether both have a plan, and the same one.
    fileprivate func hasSamePlan(as other: AnswerRecord) -> Bool {
        guard tool == other.tool, hasSameArguments(as: other) else { return false }
        if let sql, let others = other.sql { return SQLText.isSame(sql, others) }
        return sql == nil && other.sql == nil && arguments != nil
    }

    /// Whether the guard refused the plan.
    fileprivate var wasRefusedByGuard: Bool {
        code?.kind == .validationError && trail.contains { Trail.stage(of: $0) == .guard && $0 != "guard:approved" }
    }
}
