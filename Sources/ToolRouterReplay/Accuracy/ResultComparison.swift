package import ToolRouter
import ToolRouterTools

/// Whether two results say the same.
///
/// The rules are contracts with a version, kept in each golden's header: a figure under one version must not be
/// compared with a figure under another one.
package enum ResultComparison {
    /// The version of `strict`, of the definition of same rows, and of the bytes of `RowEncoding`.
    package static let strictVersion = 2

    /// The version of `spider` and of `DistinctRemoval`.
    package static let spiderVersion = 2

    /// Whether both are the same list of rows if `orderMatters`, else the same bag; columns in order, names ignored.
    ///
    /// A truncated result can't be compared, what was cut off is unknown: false, even against itself.
    package static func strict(_ left: ResultSet, _ right: ResultSet, orderMatters: Bool) -> Bool {
        guard isComparable(left, right), left.rows.count == right.rows.count else { return false }
        return orderMatters
            ? RowEncoding.ordered(left.rows) == RowEncoding.ordered(right.rows)
            : RowEncoding.bag(left.rows) == RowEncoding.bag(right.rows)
    }

    /// Spider's official comparison (taoyds/test-suite-sql-eval, `result_eq`): two empty results match, else both
    /// have as many rows and columns and are, under some permutation of the columns, the same bag of rows (the same
    /// list if `orderMatters`).
    ///
    /// Both results must come from statements that `DistinctRemoval` went over. A truncated result never matches.
    /// The work is bounded: see `ColumnMatching`.
    package static func spider(_ left: ResultSet, _ right: ResultSet, orderMatters: Bool) -> Bool {
        guard isComparable(left, right), left.rows.count == right.rows.count else { return false }
        guard let width = left.rows.first?.count else { return true }
        guard left.rows.allSatisfy({ $0.count == width }), right.rows.allSatisfy({ $0.count == width }) else {
            return false
        }
        if orderMatters {
            // With the rows in place each column is one list of values, and any pairing of equal lists will do.
            return RowEncoding.bag(columns(of: left.rows)) == RowEncoding.bag(columns(of: right.rows))
        }
        return RowEncoding.bag(left.rows) == RowEncoding.bag(right.rows)
            || ColumnMatching.exists(between: left.rows, and: right.rows)
    }

    private static func isComparable(_ left: ResultSet, _ right: ResultSet) -> Bool {
        !left.isTruncated && !right.isTruncated
    }

    private static func columns(of rows: [[Value]]) -> [[Value]] {
        guard let width = rows.first?.count else { return [] }
        return (0..<width).map { column in rows.map { $0[column] } }
    }
}
