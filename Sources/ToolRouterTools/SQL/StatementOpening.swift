/// The words SQL statements begin with. A question that begins with none of them is not worth compiling.
enum StatementOpening {
    private static let words: Set<String> = [
        "select", "with", "values", "insert", "update", "delete", "create", "drop", "alter", "pragma", "attach",
        "explain",
    ]

    /// What the words begin with: most questions are told apart by their first letter.
    private static let initials = Set(words.compactMap(\.utf8.first))

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// Whether the first word of `question` opens a statement.
    static func begins(_ question: String) -> Bool {
        if let first = question.utf8.first, isLetter(first), !initials.contains(first | 0x20) { return false }
        let word = question.unicodeScalars
            .drop { $0.properties.isWhitespace || $0 == "(" }
            .prefix { $0.isASCII && $0.properties.isAlphabetic }
        return words.contains(String(word).lowercased())
    }
}
