import Crypto
package import ToolRouter

/// A value as an SQL literal, for a person to read and a diff to compare: `1`, `1.0`, `'it''s'`, `x'00FF'`, `NULL`.
package enum ValueLiteral {
    /// The most bytes of a text or blob that are written; a longer one is cut, and its size and digest follow.
    package static let longest = 200

    /// The literal of `value`.
    package static func of(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let integer): "\(integer)"
        case .real(let real): real.isInfinite ? (real < 0 ? "-9e999" : "9e999") : "\(real)"
        case .text(let text): self.text(text)
        // What can be read of it, and the bytes that make it what it is.
        case .malformedText(let text): "\(self.text(text.shown)) (bytes \(blob(text.bytes)))"
        case .blob(let bytes): blob(bytes)
        }
    }

    private static func text(_ text: String) -> String {
        guard text.utf8.count > longest else { return quoted(text) }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: longest)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return quoted(text[..<end]) + rest(Array(text.utf8))
    }

    private static func quoted(_ text: some StringProtocol) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    private static func blob(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF")
        let text = String(bytes.prefix(longest).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
        return "x'\(text)'" + (bytes.count > longest ? rest(bytes) : "")
    }

    /// What is said of the part that is not shown: two values that begin alike must not look the same.
    private static func rest(_ bytes: [UInt8]) -> String {
        let digest = SHA256.hash(data: bytes).prefix(4).hexadecimal
        return "… (\(bytes.count) bytes, sha256 \(digest)…)"
    }
}
