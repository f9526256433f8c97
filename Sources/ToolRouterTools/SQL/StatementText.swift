import ToolRouter

/// As much of SQL's lexical grammar as tells a statement from prose, and one statement from text behind it.
///
/// SQLite's tokens: `'…'`, `"…"`, `` `…` `` with a doubled quote for the quote itself, `[…]`, `-- …`, `/* … */`.
struct StatementText {
    private static let keywords: Set<String> = [
        "select", "with", "values", "insert", "update", "delete", "replace", "create", "drop", "alter", "pragma",
        "attach", "detach", "explain", "vacuum", "analyze", "reindex", "begin", "commit", "rollback", "savepoint",
        "release",
    ]

    private let text: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
    }

    /// Whether the first word is one that a statement can begin with; prose may begin with it too.
    var beginsWithStatement: Bool {
        Self.keywords.contains(word(at: afterBlanks(text.startIndex)))
    }

    /// Whether a semicolon outside quotes and comments is followed by text that no statement begins with.
    ///
    /// A second statement is left for the guard to refuse, and so is a comment.
    var hasTextAfterStatement: Bool {
        var position = text.startIndex
        while position < text.endIndex {
            let byte = text[position]
            position = afterToken(position)
            guard byte == UInt8(ascii: ";") else { continue }
            let next = afterBlanks(position)
            guard next < text.endIndex, text[next] != UInt8(ascii: ";") else { continue }
            if !Self.keywords.contains(word(at: next)) { return true }
        }
        return false
    }

    /// A statement without white space around it and without one semicolon at its end.
    static func stripped(_ text: ArraySlice<UInt8>) -> String {
        var statement = ReplyText.trimmed(text)
        if statement.last == UInt8(ascii: ";") { statement = ReplyText.trimmed(statement.dropLast()) }
        return String(decoding: statement, as: UTF8.self)
    }

    /// The lower-cased word at a position: letters, digits, underscores and everything beyond ASCII. It is cut off
    /// behind the longest keyword.
    private func word(at position: Int) -> String {
        let bytes = text[position...].prefix(16).prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
                true
            default:
                false
            }
        }
        return String(decoding: bytes, as: UTF8.self).lowercased()
    }

    /// The first position from `start` on that is neither white space nor in a comment.
    private func afterBlanks(_ start: Int) -> Int {
        var position = start
        while position < text.endIndex, ReplyText.isSpace(text[position]) || isComment(position) {
            position = afterToken(position)
        }
        return position
    }

    private func isComment(_ position: Int) -> Bool {
        begins("--", at: position) || begins("/*", at: position)
    }

    private func begins(_ mark: StaticString, at position: Int) -> Bool {
        position + 1 < text.endIndex && text[position] == mark.utf8Start[0] && text[position + 1] == mark.utf8Start[1]
    }

    /// The position behind the quoted text, the comment or the single byte at `position`.
    private func afterToken(_ position: Int) -> Int {
        if begins("--", at: position) { return afterFirst("\n", from: position + 2) }
        if begins("/*", at: position) {
            var end = position + 2
            while end < text.endIndex, !begins("*/", at: end) { end += 1 }
            return min(end + 2, text.endIndex)
        }
        switch text[position] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
            // A doubled quote ends one text and begins another: the same as if it stood inside.
            return afterFirst(text[position], from: position + 1)
        case UInt8(ascii: "["):
            return afterFirst("]", from: position + 1)
        default:
            return position + 1
        }
    }

    private func afterFirst(_ mark: UInt8, from start: Int) -> Int {
        text[start...].firstIndex(of: mark).map { $0 + 1 } ?? text.endIndex
    }

    private func afterFirst(_ mark: Unicode.Scalar, from start: Int) -> Int {
        afterFirst(UInt8(ascii: mark), from: start)
    }
}
