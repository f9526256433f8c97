/// Bad input as an error message shows it: short, on one line, with nothing invisible.
package enum Excerpt {
    /// The longest excerpt, in Unicode scalars of the input.
    package static let length = 80

    /// The first 80 scalars of `text`, with control, format and line separator characters written as `\u{1B}`, and `…`
    /// when more follows.
    package static func of(_ text: some StringProtocol) -> String {
        let end = text.unicodeScalars.index(
            text.unicodeScalars.startIndex, offsetBy: length, limitedBy: text.unicodeScalars.endIndex)
        guard let end, end < text.unicodeScalars.endIndex else { return visible(text) }
        return visible(text[..<end]) + "…"
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
