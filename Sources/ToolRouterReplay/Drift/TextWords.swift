/// The words of a text, as they are compared.
enum TextWords {
    private enum Kind {
        case letters
        case blanks
        case other
    }

    /// All of the text, word by word: runs of letters, digits and `_`, runs of blanks, any other character alone.
    static func of(_ text: String) -> [Substring.UnicodeScalarView] {
        let scalars = text.unicodeScalars
        var words: [Substring.UnicodeScalarView] = []
        var start = scalars.startIndex
        while start < scalars.endIndex {
            let kind = kind(of: scalars[start])
            var end = scalars.index(after: start)
            while kind != .other, end < scalars.endIndex, self.kind(of: scalars[end]) == kind {
                end = scalars.index(after: end)
            }
            words.append(scalars[start..<end])
            start = end
        }
        return words
    }

    /// Whether the word is a run of blanks.
    static func isBlank(_ word: Substring.UnicodeScalarView) -> Bool {
        word.first.map { kind(of: $0) == .blanks } ?? false
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        if scalar.isASCII {
            switch UInt8(ascii: scalar) {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                return .letters
            case 0x09...0x0D, 0x20: return .blanks
            default: return .other
            }
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
            return .letters
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return .blanks
        default: return .other
        }
    }
}
