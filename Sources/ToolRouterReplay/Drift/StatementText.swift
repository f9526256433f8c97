/// A statement as reports show it: with the line breaks that its author gave it.
enum StatementText {
    /// The lines of `sql`, the first behind `title` and the others below it.
    static func lines(_ title: String, _ sql: String) -> [String] {
        let lines = sql.split(omittingEmptySubsequences: false) { $0.isNewline }
        return lines.enumerated().map { number, line in
            (number == 0 ? title : String(repeating: " ", count: title.count)) + line
        }
    }
}
