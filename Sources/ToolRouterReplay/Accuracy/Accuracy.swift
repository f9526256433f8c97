import ToolRouter

/// How often a planner was right, among the requests whose right answer is recorded.
package struct Accuracy: Hashable, Sendable {
    /// Right by `ResultComparison.strict`.
    package var strict = 0
    /// Right by `ResultComparison.spider`.
    package var spider = 0
    /// No rows to compare: the statement was refused, failed, or there was none.
    package var errors = 0
    /// Requests that were judged.
    package var total = 0

    package init() {}

    mutating func add(_ judgement: AccuracyJudgement) {
        total += 1
        strict += judgement.isStrictlyRight ? 1 : 0
        spider += judgement.isRightBySpider ? 1 : 0
        errors += judgement.isError ? 1 : 0
    }
}

/// Whether one answer was right.
struct AccuracyJudgement {
    var isStrictlyRight: Bool
    var isRightBySpider: Bool
    var isError: Bool

    /// Judges `rows`, the result of `sql`, by the expected statement.
    init(
        sql: String?, rows: ResultSet?, expectedSQL: String, orderMatters: Bool, on database: DatabaseName?,
        at now: Timestamp, _ runner: StatementRunner
    ) {
        guard let sql else {
            self.init(isStrictlyRight: false, isRightBySpider: false, isError: true)
            return
        }
        let expected = runner.rows(of: expectedSQL, on: database, at: now)
        let isStrictlyRight =
            if let expected, let rows { ResultComparison.strict(expected, rows, orderMatters: orderMatters) } else {
                false
            }
        self.init(
            isStrictlyRight: isStrictlyRight,
            isRightBySpider: Self.spider(
                sql, rows, expectedSQL, expected, orderMatters: orderMatters, on: database, at: now, runner),
            isError: rows == nil)
    }

    private init(isStrictlyRight: Bool, isRightBySpider: Bool, isError: Bool) {
        self.isStrictlyRight = isStrictlyRight
        self.isRightBySpider = isRightBySpider
        self.isError = isError
    }

    /// A statement that fails may yet run without DISTINCT, and then Spider judges what it gives.
    private static func spider(
        _ sql: String, _ rows: ResultSet?, _ expectedSQL: String, _ expected: ResultSet?, orderMatters: Bool,
        on database: DatabaseName?, at now: Timestamp, _ runner: StatementRunner
    ) -> Bool {
        func withoutDistinct(_ sql: String, _ rows: ResultSet?) -> ResultSet? {
            let stripped = DistinctRemoval.removing(from: sql)
            return stripped == sql ? rows : runner.rows(of: stripped, on: database, at: now)
        }
        guard let left = withoutDistinct(expectedSQL, expected), let right = withoutDistinct(sql, rows) else {
            return false
        }
        return ResultComparison.spider(left, right, orderMatters: orderMatters)
    }
}
