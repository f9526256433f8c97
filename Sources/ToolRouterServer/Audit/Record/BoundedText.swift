import Crypto
import ToolRouter

/// Names and texts that came from outside, cut to what a record may hold.
enum BoundedText {
    /// The most bytes of a name.
    static let name = 256
    /// The most bytes of a question or statement.
    static let text = 65_536
    /// The most bytes of a list, such as of the columns that were read.
    static let list = 16_384

    /// `text` when it has at most `bytes` bytes, else its beginning and a digest of all of it: two long names never look the
    /// same.
    static func of(_ text: String, _ bytes: Int = name) -> String {
        guard text.utf8.count > bytes else { return text }
        let digest = SHA256.hash(data: Array(text.utf8)).prefix(8).hexadecimal
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: bytes - 32)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return "\(text[..<end])… sha256 \(digest)"
    }
}
