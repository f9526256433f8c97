package import ToolRouter
package import ToolRouterFormats

/// How two statements for one question compare.
package struct SQLComparison: Hashable, Sendable {
    /// The surest sameness that was found.
    package let placement: SQLPlacement
    /// Whether both read the same tables and columns and call the same functions; nil where that is not known, because a
    /// text was not approved or nothing can approve it here.
    package let hasSameReads: Bool?
    /// Whether text or program say the same, rows or no rows.
    let hasSameProgram: Bool

    /// Compares two answers to one question; nil when neither has a statement.
    ///
    /// - Parameter footprint: what a statement touches; nil when today's guard refuses it. Asked about texts that differ.
    package init?(_ left: AnswerRecord, _ right: AnswerRecord, footprint: (String) -> Footprint? = { _ in nil }) {
        guard left.sql != nil || right.sql != nil else { return nil }
        self.init(leftSQL: left.sql, left.result, rightSQL: right.sql, right.result, footprint: footprint)
    }

    /// Compares two statements by their texts, their programs and the digests of their rows; a digest is nil when there
    /// are no rows.
    init(
        leftSQL: String?, _ left: ResultDigest?, rightSQL: String?, _ right: ResultDigest?,
        footprint: (String) -> Footprint?
    ) {
        guard let leftSQL, let rightSQL else {
            (placement, hasSameReads, hasSameProgram) = (.error, nil, false)
            return
        }
        let hasRows = left != nil && right != nil
        if SQLText.isSame(leftSQL, rightSQL) {
            (placement, hasSameReads, hasSameProgram) = (hasRows ? .sameText : .error, nil, true)
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
