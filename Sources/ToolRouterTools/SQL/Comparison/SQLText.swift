import SQLSandbox
import ToolRouter

/// When two SQL texts count as the same text.
package enum SQLText {
    /// The text with keywords and bare names in small letters and white space in single spaces, without white space at its
    /// ends and semicolons at its end.
    ///
    /// It goes by SQLite's own tokens: what stands in literals, quoted names and comments stays as it is, only the letters of
    /// ASCII have case, and the line break behind a `--` comment stays, since it ends the comment. Compare the results with
    /// `isSame`, not with `==`, which takes canonically equivalent Unicode for equal.
    package static func normalised(_ sql: String) -> String {
        let text = Array(sql.utf8)
        var bytes: [UInt8] = []
        // What stands between the token before and the next one, if there is one.
        var gap: UInt8?
        // Where the text ends without what may be left out at its end.
        var end = 0
        for token in SQLTokens(text[...]) {
            let isLineComment = token.kind == .comment && text[token.range.lowerBound] == UInt8(ascii: "-")
            if token.kind == .blank {
                if gap == nil, !bytes.isEmpty { gap = UInt8(ascii: " ") }
                continue
            }
            if let gap { bytes.append(gap) }
            gap = isLineComment ? UInt8(ascii: "\n") : nil
            if token.kind == .word {
                bytes.append(contentsOf: text[token.range].lazy.map(lowered))
            } else {
                bytes.append(contentsOf: text[token.range])
            }
            let isEnd = token.kind == .operator && text[token.range.lowerBound] == UInt8(ascii: ";")
            if !isEnd { end = bytes.count }
        }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// Whether both texts are, normalised, the same bytes.
    package static func isSame(_ left: String, _ right: String) -> Bool {
        left.hasSameBytes(as: right) || normalised(left).hasSameBytes(as: normalised(right))
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
