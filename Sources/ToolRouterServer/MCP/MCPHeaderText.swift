import Foundation

/// Texts in headers of MCP: as they are where HTTP carries them, else as `=?base64?…?=` around the Base64 of their UTF-8.
enum MCPHeaderText {
    private static let (opening, closing) = ("=?base64?", "?=")

    /// What a header means; nil for Base64 that no client writes.
    static func decoded(_ text: String) -> String? {
        guard text.hasPrefix(opening), text.hasSuffix(closing),
            text.utf8.count >= opening.utf8.count + closing.utf8.count
        else { return text }
        let payload = String(text.dropFirst(opening.count).dropLast(closing.count))
        guard let bytes = Data(base64Encoded: payload), bytes.base64EncodedString() == payload else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
