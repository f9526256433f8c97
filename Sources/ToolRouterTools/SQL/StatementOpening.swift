import ToolRouter

/// The words SQL statements begin with. A question that begins with none of them is not worth compiling.
enum StatementOpening {
    private static let words: [[UInt8]] = [
        "select", "with", "values", "insert", "update", "delete", "create", "drop", "alter", "pragma", "attach",
        "explain",
    ].map { Array($0.utf8) }

    /// Whether the first word of `question` opens a statement.
    static func begins(_ question: String) -> Bool {
        var text = question
        return text.withUTF8 { bytes in
            let rest = bytes.drop { ReplyText.isSpace($0) || $0 == UInt8(ascii: "(") }
            // White space beyond ASCII may stand there as well.
            if let first = rest.first, first >= 0x80 { return beginsBehindSpace(question) }
            let word = rest.prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
            return words.contains { isSame(word, $0) }
        }
    }

    private static func isSame(_ word: Slice<UnsafeBufferPointer<UInt8>>, _ statement: [UInt8]) -> Bool {
        word.count == statement.count && zip(word, statement).allSatisfy { $0 | 0x20 == $1 }
    }

    private static func beginsBehindSpace(_ question: String) -> Bool {
        let word = question.unicodeScalars
            .drop { $0.properties.isWhitespace || $0 == "(" }
            .prefix { $0.isASCII && $0.properties.isAlphabetic }
        return words.contains(Array(String(word).lowercased().utf8))
    }
}
