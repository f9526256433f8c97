/// A text as far as words go: two that differ in case, white space, Unicode form or in marks that nobody sees are the same.
///
/// Rules and fault filters look for their phrases in it. Each run of white space is one space, none at the ends; letters
/// are folded, and so are typographic apostrophes; the text is in NFC; soft hyphens, joiners of words, marks of direction and their like are gone, and so are
/// spaces without width in scripts that are written without blanks, where they only say how a line may break. It takes
/// time in proportion to the text.
public struct FoldedText: Hashable, Sendable {
    /// The text in its folded form.
    public let text: String
    /// Whether there is nothing beyond ASCII in it.
    let isASCII: Bool

    public init(_ text: String) {
        if let folded = Folding.ascii(text, foldingCase: true) {
            self.text = folded
            isASCII = true
        } else {
            self.text = Self.folded(text)
            isASCII = self.text.utf8.allSatisfy { $0 < 0x80 }
        }
    }

    private static func folded(_ text: String) -> String {
        var folded = FoldingText(reserving: text.utf8.count)
        var isAfterUnspaced = false
        for scalar in NormalForm.composed(text).unicodeScalars {
            if isInvisible(scalar) || scalar == "\u{200B}" && isAfterUnspaced { continue }
            isAfterUnspaced = scalar.value >= 0xE00 && WordPart.isUnspaced(scalar)
            folded.add(isApostrophe(scalar) ? "'" : scalar, foldingCase: true)
        }
        // Folding can take a composed letter apart, such as U+0130, and what is gone may have stood before a mark.
        return NormalForm.composed(String(decoding: folded.bytes, as: UTF8.self))
    }

    /// What people and keyboards write for the apostrophe of ASCII.
    private static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{2019}" || scalar == "\u{2BC}" || scalar == "\u{FF07}"
    }

    /// Characters of format that no reader sees, and that words go on across (UAX #29, rule WB4). Not among them: the two
    /// joiners that letters are shaped by, spaces without width, and signs that stand before numbers and are seen.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Most letters, without a look at their category.
        case ..<0xAD, 0xAE..<0x600: false
        case 0x200B...0x200D, 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: false
        default: scalar.properties.generalCategory == .format
        }
    }
}
