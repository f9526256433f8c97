import SQLSandbox
import ToolRouter

/// As much of SQL as tells a statement from prose, and one statement from text behind it.
struct StatementText {
    private static let keywords: Set<SQLName> = Set(
        [
            "select", "with", "values", "insert", "update", "delete", "replace", "create", "drop", "alter", "pragma",
            "attach", "detach", "explain", "vacuum", "analyze", "reindex", "begin", "commit", "end", "rollback",
            "savepoint", "release",
        ].map { SQLName($0) })

    private let text: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
    }

    /// Whether the first word is one that a statement can begin with; prose may begin with it too.
    var beginsWithStatement: Bool {
        SQLTokens(text).first { !$0.kind.isSkipped }.map(isKeyword) ?? false
    }

    /// Whether a semicolon outside quotes and comments is followed by text that no statement begins with.
    ///
    /// A second statement is left for the guard to refuse, and so is a comment.
    var hasTextAfterStatement: Bool {
        var isBehindStatement = false
        for token in SQLTokens(text) where !token.kind.isSkipped {
            let isEnd = token.kind == .operator && text[token.range.lowerBound] == UInt8(ascii: ";")
            if isBehindStatement, !isEnd, !isKeyword(token) { return true }
            isBehindStatement = isEnd
        }
        return false
    }

    /// The first texts that follow semicolons outside quotes and comments, at most `most`; none is empty.
    func textsBehindStatement(atMost most: Int) -> [ArraySlice<UInt8>] {
        var texts: [ArraySlice<UInt8>] = []
        var start: Int?
        var isBehindStatement = false
        for token in SQLTokens(text) where !token.kind.isSkipped {
            if token.kind == .operator, text[token.range.lowerBound] == UInt8(ascii: ";") {
                if let begun = start { texts.append(text[begun..<token.range.lowerBound]) }
                (start, isBehindStatement) = (nil, true)
                if texts.count == most { return texts }
            } else if isBehindStatement, start == nil {
                start = token.range.lowerBound
            }
        }
        if let start { texts.append(text[start...]) }
        return texts
    }

    /// A statement without white space around it and without one semicolon at its end.
    static func stripped(_ text: ArraySlice<UInt8>) -> String {
        var statement = ReplyText.trimmed(text)
        if statement.last == UInt8(ascii: ";") { statement = ReplyText.trimmed(statement.dropLast()) }
        return String(decoding: statement, as: UTF8.self)
    }

    private func isKeyword(_ token: SQLTokens.Token) -> Bool {
        // No keyword is longer.
        token.kind == .word && token.range.count <= 16
            && isKeyword(SQLName(String(decoding: text[token.range], as: UTF8.self)))
    }

    private func isKeyword(_ name: SQLName) -> Bool {
        Self.keywords.contains(name) || ForeignStatement.begins(with: name)
    }
}
