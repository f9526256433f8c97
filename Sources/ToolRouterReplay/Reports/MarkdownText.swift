/// Somebody else's text in Markdown.
enum MarkdownText {
    /// `text` with a backslash before each character that could be markup.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        // Scalars, since a mark behind a character would hide it.
        for scalar in text.unicodeScalars {
            if "\\`*_{}[]<>#|!&~".unicodeScalars.contains(scalar) { escaped.append("\\") }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }
}
