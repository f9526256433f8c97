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
    /// - Parameter footprint: what a statement touches; nil when today's guard refuses it. Asked about texts that differ.
    package init(
        leftSQL: String?, _ left: ResultDigest?, rightSQL: String?, _ right: ResultDigest?,
        footprint: (String) -> Footprint?
    ) {
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
                !hasRows ? .error : isRefuted ? .different : .sameText, nil, true
            )
            return
        }
        let footprints = (left: footprint(leftSQL), right: footprint(rightSQL))
        hasSameProgram = footprints.left?.program != nil && footprints.left?.program == footprints.right?.program
        if let left, let right {
            placement = hasSameProgram ? .sameProgram : left.hasSameRows(as: right) ? .sameRows : .different
        } else {
            placement = .error
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
    /// Other rows, or rows that can't be compared.
    case different
    /// One of the two is refused, failed or absent.
    case error
}
