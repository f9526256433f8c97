import ToolRouter
import ToolRouterFormats
import ToolRouterTools

extension CaseExaminer {
    /// Whether an answer is right by `expected`; nil where that says nothing.
    ///
    /// - Parameter judgement: what came of comparing its rows; nil where there was nothing to judge by.
    func truth(of record: AnswerRecord, _ expected: ExpectedAnswer?, _ judgement: AccuracyJudgement?) -> CaseTruth? {
        guard let expected else { return nil }
        guard record.outcome == "answered" else { return .wrong }
        guard expected.sql != nil else { return record.tool == expected.tool ? .right : .wrong }
        switch judgement {
        case .compared(let isStrictlyRight, _): return isStrictlyRight ? .right : .wrong
        case .withoutRows: return .wrong
        case .notComparable, nil: return .unknown
        }
    }

    /// Whether what a golden answered is right by what is expected today; nil where nobody can tell.
    ///
    /// Its rows are known by their digests. Where they are not today's right ones, its statement is run on today's data: what
    /// was right before the data changed is not counted as wrong.
    func wasRight(_ golden: AnswerRecord, _ facts: CaseFacts) -> Bool? {
        guard let expected = facts.expected, facts.truth != .unknown || expected.sql == nil else { return nil }
        guard golden.outcome == "answered" else { return false }
        guard let expectedSQL = expected.sql else { return golden.tool == expected.tool }
        let truth = runner.outcome(of: Plan(sql: expectedSQL), for: facts.caller, in: facts.view, at: facts.at)
        guard let rows = truth.rows, !truth.isCutShort else { return nil }
        if let result = golden.result,
            ResultDigest(rows, orderMatters: expected.orderMatters).hasSameRows(as: result)
        {
            return true
        }
        guard let sql = golden.sql else { return false }
        let now = runner.outcome(of: Plan(sql: sql), for: facts.caller, in: facts.view, at: facts.at)
        return now.rows.map { ResultComparison.strict(rows, $0, orderMatters: expected.orderMatters) } ?? false
    }
}
