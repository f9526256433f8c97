package import ToolRouter

/// How two statements for one question compare.
package struct SQLComparison: Hashable, Sendable {
    /// The surest sameness that was found.
    package let placement: SQLPlacement
    /// Whether both read the same tables and columns and call the same functions; nil where that is not known, because a
    /// text was not approved or nothing can approve it here.
    package let hasSameReads: Bool?
    /// Whether text or program say the same, rows or no rows.
    package let hasSameProgram: Bool

    /// Compares two statements by their texts, their programs and the digests of their rows; a digest is nil when there
    /// are no rows, and a text when there is no statement.
    ///
    /// - Parameters:
    ///   - lacksRowsForBudget: whether each that has no rows has none because its budget ran out.
    ///   - footprint: what a statement touches; nil when today's guard refuses it. Asked about texts that differ.
    package init(
        leftSQL: String?, _ left: ResultDigest?, rightSQL: String?, _ right: ResultDigest?,
        lacksRowsForBudget: Bool = false,
        footprint: (String) -> Footprint?
    ) {
        let withoutRows = lacksRowsForBudget ? SQLPlacement.notComparable : .error
        guard let leftSQL, let rightSQL else {
            (placement, hasSameReads, hasSameProgram) = (.error, nil, false)
            return
        }
        let hasRows = left != nil && right != nil
        if SQLText.isSame(leftSQL, rightSQL) {
            // The same text can give other rows, at another time or on other data.
            let isRefuted =
                if let left, let right { left.isComplete && right.isComplete && !left.hasSameRows(as: right) } else {
                    false
                }
            (placement, hasSameReads, hasSameProgram) = (
                !hasRows ? withoutRows : isRefuted ? .different : .sameText, nil, true
            )
            return
        }
        let footprints = (left: footprint(leftSQL), right: footprint(rightSQL))
        hasSameProgram = footprints.left?.program != nil && footprints.left?.program == footprints.right?.program
        if let left, let right {
            let isComparable = left.isComplete && right.isComplete
            placement =
                hasSameProgram
                ? .sameProgram
                : !isComparable ? .notComparable : left.hasSameRows(as: right) ? .sameRows : .different
        } else {
            placement = withoutRows
        }
        if let left = footprints.left, let right = footprints.right {
            hasSameReads = left.reads(sameAs: right)
        } else {
            hasSameReads = nil
        }
    }
}

/// How two statements for one question compare, the surest sameness first.
package enum SQLPlacement: String, CaseIterable, Sendable {
    /// The same text, but for white space between its words and the case of keywords and bare names; never where the rows
    /// are known to differ.
    case sameText = "same_text"
    /// Another text that compiles to the same program.
    case sameProgram = "same_program"
    /// Another text, the same rows.
    case sameRows = "same_rows"
    /// Other rows.
    case different
    /// Nobody knows: a budget cut the rows of one of the two short, or ended it.
    case notComparable = "not_comparable"
    /// One of the two is refused, failed or absent.
    case error
}
