/// The words SQL statements begin with. A question that begins with none of them is not worth compiling.
enum StatementOpening {
    private static let words: Set<String> = [
        "select", "with", "values", "insert", "update", "delete", "create", "drop", "alter", "pragma", "attach",
        "explain",
    ]

    /// Whether the first word of `question` opens a statement.
    static func begins(_ question: String) -> Bool {
        let word = question.unicodeScalars
            .drop { $0.properties.isWhitespace || $0 == "(" }
            .prefix { $0.isASCII && $0.properties.isAlphabetic }
        return words.contains(String(word).lowercased())
    }
}
