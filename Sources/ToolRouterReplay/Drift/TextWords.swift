/// The words of a text, as they are compared: runs of letters, digits and `_`, runs of blanks, any other character alone.
struct TextWords {
    /// A word: its bytes.
    typealias Word = ArraySlice<UInt8>

    private enum Kind {
        case letters
        case blanks
        case other
    }

    /// All of the text, word by word; linear in its length.
    let words: [Word]

    init(_ text: String) {
        let bytes = Array(text.utf8)
        var words: [Word] = []
        var (start, end) = (0, 0)
        var former = Kind.other
        for scalar in text.unicodeScalars {
            let kind = Self.kind(of: scalar)
            if end > start, kind == .other || kind != former {
                words.append(bytes[start..<end])
                start = end
            }
            end += UTF8.width(scalar)
            former = kind
        }
        if end > start { words.append(bytes[start..<end]) }
        self.words = words
    }

    /// Whether the word is a run of blanks.
    static func isBlank(_ word: Word) -> Bool {
        guard let first = word.first else { return false }
        if first < 0x80 { return kind(of: Unicode.Scalar(first)) == .blanks }
        return String(decoding: word, as: UTF8.self).unicodeScalars.first.map { kind(of: $0) } == .blanks
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
