import ToolRouter
import ToolRouterTools

/// How often a planner was right, among the requests whose right answer is recorded.
package struct Accuracy: Hashable, Sendable {
    /// Right by `ResultComparison.strict`.
    package var strict = 0
    /// Right by `ResultComparison.spider`.
    package var spider = 0
    /// No rows to compare: the statement was refused, failed, or there was none.
    package var errors = 0
    /// Nobody knows whether they were right: a budget cut the answer or the right answer short, or ended one of the two.
    package var notComparable = 0
    /// Requests whose right answer is recorded, all of these and the wrong ones.
    package var total = 0

    package init() {}

    mutating func add(_ judgement: AccuracyJudgement) {
        total += 1
        switch judgement {
        case .compared(let isStrictlyRight, let isRightBySpider):
            strict += isStrictlyRight ? 1 : 0
            spider += isRightBySpider ? 1 : 0
        case .withoutRows(let isRightBySpider):
            errors += 1
            spider += isRightBySpider ? 1 : 0
        case .notComparable: notComparable += 1
        }
    }
}

/// Whether one answer was right.
enum AccuracyJudgement {
    case compared(isStrictlyRight: Bool, isRightBySpider: Bool)
    /// There are no rows. A statement that fails may yet run without DISTINCT, and then Spider judges what it gives.
    case withoutRows(isRightBySpider: Bool)
    /// A budget cut one of the results short, with DISTINCT or without, or ended one of the statements.
    case notComparable

    /// Whether it was right by both rules; nil where nobody knows. Without rows it was not strictly right.
    var isRight: (strict: Bool, spider: Bool)? {
        switch self {
        case .compared(let isStrictlyRight, let isRightBySpider): (isStrictlyRight, isRightBySpider)
        case .withoutRows(let isRightBySpider): (false, isRightBySpider)
        case .notComparable: nil
        }
    }

    /// Judges `answer`, what came of the statement of `plan`, by the expected statement, both for `caller`.
    init(
        _ plan: Plan?, _ answer: StatementOutcome, expectedSQL: String, orderMatters: Bool, for caller: Caller,
        in view: DatabaseView, at now: Timestamp, _ runner: StatementRunner
    ) {
        guard let plan, plan.sql != nil else {
            self = .withoutRows(isRightBySpider: false)
            return
        }
        func withoutDistinct(_ plan: Plan, _ outcome: StatementOutcome) -> StatementOutcome {
            let sql = plan.sql ?? ""
            var stripped = plan
            stripped.sql = DistinctRemoval.removing(from: sql)
            if (stripped.sql ?? "").hasSameBytes(as: sql) { return outcome }
            return runner.outcome(of: stripped, for: caller, in: view, at: now)
        }
        let truth = Plan(sql: expectedSQL)
        let expected = runner.outcome(of: truth, for: caller, in: view, at: now)
        if expected.isCutShort || answer.isCutShort {
            self = .notComparable
            return
        }
        let (left, right) = (withoutDistinct(truth, expected), withoutDistinct(plan, answer))
        if left.isCutShort || right.isCutShort {
            self = .notComparable
            return
        }
        let isRightBySpider =
            if let left = left.rows, let right = right.rows {
                ResultComparison.spider(left, right, orderMatters: orderMatters)
            } else {
                false
            }
        guard let rows = answer.rows else {
            self = .withoutRows(isRightBySpider: isRightBySpider)
            return
        }
        let isStrictlyRight = expected.rows.map { ResultComparison.strict($0, rows, orderMatters: orderMatters) }
        self = .compared(isStrictlyRight: isStrictlyRight ?? false, isRightBySpider: isRightBySpider)
    }
}
