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
}
