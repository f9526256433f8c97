package import ToolRouterFormats

/// How two statements for one question compare, the surest sameness first.
package enum SQLPlacement: String, CaseIterable, Sendable {
    /// The same text, but for case and white space.
    case sameText = "same_text"
    /// Another text that compiles to the same program.
    case sameProgram = "same_program"
    /// Another text, the same rows.
    case sameRows = "same_rows"
    /// Other rows, or rows that can't be compared.
    case different
    /// One of the two is refused, failed or absent.
    case error

    /// Places two answers to one question; nil when neither has a statement.
    package init?(_ left: AnswerRecord, _ right: AnswerRecord) {
        guard left.sql != nil || right.sql != nil else { return nil }
        self.init(leftSQL: left.sql, left.result, rightSQL: right.sql, right.result)
    }

    /// Places two statements by their texts and the digests of their rows; a digest is nil when there are no rows.
    init(leftSQL: String?, _ left: ResultDigest?, rightSQL: String?, _ right: ResultDigest?) {
        guard let leftSQL, let rightSQL, let left, let right else {
            self = .error
            return
        }
        if SQLText.isSame(leftSQL, rightSQL) {
            self = .sameText
        } else {
            self = left.hasSameRows(as: right) ? .sameRows : .different
        }
    }
}
