import ToolRouter
package import ToolRouterFormats

/// How the rows of one result became another's, row by row and cell by cell.
///
/// It sees the rows that are kept of each, at most 50, and says so where there were more. Values are the same by their
/// bytes.
package struct TableDiff: Sendable {
    /// A row of one result or of both.
    package enum Row: Hashable, Sendable {
        /// It is in both.
        case same([String])
        /// It is in the golden's result only.
        case removed([String])
        /// It is in the new result only.
        case added([String])
        /// It is most likely the same row, with other values in the `cells` of these places.
        case changed(before: [String], now: [String], cells: [Int])
    }

    /// The names of the columns of the golden's result.
    package let columnsBefore: [String]
    /// The names of the columns of the new result.
    package let columnsNow: [String]
    /// The rows of both, about in the order of the golden's result; where the same rows came in another order, those
    /// that moved are removed and added.
    package let rows: [Row]
    /// What is to be said before the rows: their number, and whether all are the same in another order.
    package let summary: [String]
    /// What is to be said after the rows: how much of the results they are.
    package let extent: [String]
    /// Whether both have the same rows, in another order.
    package let isReordered: Bool

    /// All that is to be said of the rows in words.
    package var notes: [String] { summary + extent }

    /// - Parameter orderMatters: whether the same rows in another order are another result.
    package init(from golden: KeptResult, to now: KeptResult, orderMatters: Bool) {
        (columnsBefore, columnsNow) = (golden.columns, now.columns)
        // Where one side was cut, what lies behind the shorter one's end can't be told from what moved there.
        let isWhole = golden.isWhole && now.isWhole
        let kept = isWhole ? Int.max : min(golden.rows.count, now.rows.count)
        guard kept > 0 else {
            (rows, extent, isReordered) = ([], [], false)
            summary = ["rows: \(golden.rowCount) → \(now.rowCount); they are too long to be kept"]
            return
        }
        let before = golden.rows.prefix(kept).map { CellRow($0) }
        let after = now.rows.prefix(kept).map { CellRow($0) }
        let bag = RowMatching.bag(before, after)
        var matching = orderMatters ? RowMatching.list(before, after) : bag
        isReordered = orderMatters && isWhole && bag.isComplete && !matching.isComplete
        if !isReordered { matching.pairChangedRows() }
        rows = matching.rows
        var summary: [String] = []
        if isReordered {
            summary.append("the same rows in another order")
        } else if !matching.isComplete {
            summary.append(
                "rows: \(matching.changed.count) changed, \(matching.added.count) added, "
                    + "\(matching.removed.count) removed (\(golden.rowCount) → \(now.rowCount))")
        }
        self.summary = summary
        guard !isWhole else {
            extent = []
            return
        }
        extent = [
            matching.isComplete
                ? "the first \(kept) rows, which are kept, are the same: the difference comes later"
                : "compared are the first \(kept) rows, which are kept; a row may have moved beyond them"
        ]
    }
}
