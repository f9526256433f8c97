/// Bad input as an error message shows it: short, on one line, with nothing invisible.
package enum Excerpt {
    /// The longest excerpt, in Unicode scalars of the input.
    package static let length = 80

    /// The first 80 scalars of `text`, with control, format and line separator characters written as `\u{1B}`, and `…`
    /// when more follows.
    package static func of(_ text: some StringProtocol) -> String {
        guard let end = end(of: text, length) else { return visible(text) }
        return visible(text[..<end]) + "…"
    }

    /// The first `most` scalars of `text` as they are, and `…` when more follows.
    package static func cut(_ text: String, to most: Int) -> String {
        end(of: text, most).map { String(text[..<$0]) + "…" } ?? text
    }

    /// Where so many scalars end; nil when there are no more.
    private static func end(of text: some StringProtocol, _ most: Int) -> String.Index? {
        let scalars = text.unicodeScalars
        let end = scalars.index(scalars.startIndex, offsetBy: most, limitedBy: scalars.endIndex)
        return end.flatMap { $0 < scalars.endIndex ? $0 : nil }
    }

    /// The name of a member as a path shows it: an empty one must be visible, too.
    static func ofName(_ name: String) -> String {
        name.isEmpty ? "\"\"" : of(name)
    }

    /// All of `text`, with nothing invisible and nothing that could drive a terminal.
    package static func visible(_ text: some StringProtocol) -> String {
        var excerpt = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                excerpt += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default:
                excerpt.unicodeScalars.append(scalar)
            }
        }
        return excerpt
    }
}
