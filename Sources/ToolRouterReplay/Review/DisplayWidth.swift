/// How much room text takes on a terminal.
package enum DisplayWidth {
    /// The columns that a terminal most likely takes for `text`, in which nothing is invisible: two for wide letters and
    /// emoji, none for marks on other letters.
    package static func of(_ text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    /// The columns of one scalar.
    static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: return isWide(scalar.value) || scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }

    /// Blocks of Unicode whose letters are wide (UAX #11, East Asian Width W and F).
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
            0x17000...0x18CFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }

    /// `text`, cut with `…` where it takes more than `width` columns.
    package static func cut(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        var (cut, room) = ("", max(1, width) - 1)
        for scalar in text.unicodeScalars {
            room -= of(scalar)
            if room < 0 { break }
            cut.unicodeScalars.append(scalar)
        }
        return cut + "…"
    }
}
