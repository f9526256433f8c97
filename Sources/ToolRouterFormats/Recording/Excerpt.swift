/// Bad input as an error message shows it: short, on one line, with nothing invisible.
package enum Excerpt {
    /// The longest excerpt, in Unicode scalars of the input.
    package static let length = 80

    /// The first 80 scalars of `text`, with control, format and line separator characters written as `\u{1B}`, and `…`
    /// when more follows.
    package static func of(_ text: some StringProtocol) -> String {
        var excerpt = ""
        var room = length
        for scalar in text.unicodeScalars {
            guard room > 0 else { return excerpt + "…" }
            room -= 1
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
