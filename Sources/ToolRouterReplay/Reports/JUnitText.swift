/// Text as it may stand in a report: legal XML, nothing invisible that could mislead a reader, and of bounded length.
enum JUnitText {
    /// Caps in Unicode scalars, the note on what was cut included; promptfoo's figures.
    enum Limit {
        static let name = 512
        static let message = 1_024
        static let text = 8_192
    }

    /// `text` with misleading characters made visible (`#x1B`), cut to `limit` with `… (N more characters)`.
    static func visible(_ text: String, limit: Int) -> String {
        if text.utf8.count <= limit, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }

        let (whole, rest) = beginning(of: text, limit: limit)
        if rest.isEmpty { return whole }
        let room = limit - note(on: text.unicodeScalars.count).unicodeScalars.count
        let (shown, cut) = beginning(of: text, limit: room)
        return shown + note(on: cut.count)
    }

    /// The bytes that `text` takes in a file, at most: some characters are written as references there.
    static func size(_ text: String) -> Int {
        text.utf8.reduce(0) { size, byte in
            switch byte {
            case UInt8(ascii: "&"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): size + 5
            case UInt8(ascii: "<"), UInt8(ascii: ">"): size + 4
            case UInt8(ascii: "\""): size + 6
            default: size + 1
            }
        }
    }

    /// As much of the text as fits, made visible, and what does not.
    private static func beginning(of text: String, limit: Int) -> (shown: String, rest: Substring.UnicodeScalarView) {
        var shown = String.UnicodeScalarView()
        var length = 0
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            let piece = isMisleading(scalar) ? escape(scalar).unicodeScalars : String(scalar).unicodeScalars
            length += piece.count
            guard length <= limit else { break }
            shown.append(contentsOf: piece)
            rest.removeFirst()
        }
        return (String(shown), rest)
    }

    private static func note(on count: Int) -> String { "… (\(count) more characters)" }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        "#x" + String(scalar.value, radix: 16, uppercase: true)
    }

    /// What is outside Char of XML 1.0 (section 2.2), which makes a whole file unreadable even when escaped; and DEL, C1
    /// and the Bidi_Control characters, with which a text can look different from what it is (Trojan Source, CVE-2021-42574).
    static func isMisleading(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0x00...0x1F, 0x7F...0x9F, 0xFFFE, 0xFFFF: true
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

extension Duration {
    /// Seconds with exactly three decimals, rounded half up; a negative duration is `0.000`.
    ///
    /// The schema's pattern knows neither a sign nor an exponent.
    var junitSeconds: String {
        guard self > .zero else { return "0.000" }
        let (seconds, attoseconds) = components
        let milliseconds = (attoseconds + 500_000_000_000_000) / 1_000_000_000_000_000
        let whole = UInt64(seconds) + UInt64(milliseconds / 1_000)
        let fraction = String(milliseconds % 1_000)
        return "\(whole)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
