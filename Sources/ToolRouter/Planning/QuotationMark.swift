/// A mark that opens or closes a quote.
struct QuotationMark {
    /// What a mark does where it stands.
    enum Role: Hashable {
        case opens
        case closes
        case apostrophe
        /// Nobody can tell.
        case unclear
    }

    /// What a mark can do, whatever stands beside it.
    private enum Kind {
        case opens
        case closes
        case either
        /// Either, or an apostrophe.
        case apostrophe
        /// A rare one, of which nobody can tell.
        case unclear
    }

    /// What closes a quote that it opens; nothing for one that only closes.
    let closers: [Unicode.Scalar]
    private let kind: Kind

    /// Nil for what is no such mark.
    init?(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "'", "\u{2019}", "`", "\u{B4}", "\u{2BC}", "\u{FF07}", "\u{FF40}":
            (kind, closers) = (.apostrophe, [scalar])
        case "\"", "\u{201D}", "\u{FF02}": (kind, closers) = (.either, [scalar])
        case "\u{2018}": (kind, closers) = (.either, ["\u{2019}"])
        case "\u{201B}": (kind, closers) = (.opens, ["\u{2019}"])
        case "\u{201A}": (kind, closers) = (.opens, ["\u{2018}", "\u{2019}"])
        case "\u{201C}": (kind, closers) = (.either, ["\u{201D}"])
        case "\u{201F}": (kind, closers) = (.opens, ["\u{201D}"])
        case "\u{201E}": (kind, closers) = (.opens, ["\u{201C}", "\u{201D}"])
        case "\u{AB}": (kind, closers) = (.either, ["\u{BB}"])
        case "\u{BB}": (kind, closers) = (.either, ["\u{AB}", "\u{BB}"])
        case "\u{2039}": (kind, closers) = (.either, ["\u{203A}"])
        case "\u{203A}": (kind, closers) = (.either, ["\u{2039}", "\u{203A}"])
        case "\u{300C}": (kind, closers) = (.opens, ["\u{300D}"])
        case "\u{300E}": (kind, closers) = (.opens, ["\u{300F}"])
        case "\u{300A}": (kind, closers) = (.opens, ["\u{300B}"])
        case "\u{3008}": (kind, closers) = (.opens, ["\u{3009}"])
        case "\u{301D}": (kind, closers) = (.opens, ["\u{301E}", "\u{301F}"])
        case "\u{FF62}": (kind, closers) = (.opens, ["\u{FF63}"])
        case "\u{300D}", "\u{300F}", "\u{300B}", "\u{3009}", "\u{301E}", "\u{301F}", "\u{FF63}":
            (kind, closers) = (.closes, [])
        default:
            guard Self.isRare(scalar) else { return nil }
            (kind, closers) = (.unclear, [])
        }
    }

    /// Whether it may be the end of a quote of which nobody saw the beginning.
    var mayEndWhatNobodyOpened: Bool { kind == .closes || kind == .unclear }

    /// What it does after `before` and before `after`, nil being an end of the text.
    func role(between before: Unicode.Scalar?, and after: Unicode.Scalar?) -> Role {
        switch kind {
        case .opens: return .opens
        case .closes: return .closes
        case .unclear: return .unclear
        case .apostrophe:
            if let before, let after, Self.isApostrophe(between: before, after) { return .apostrophe }
        case .either: break
        }
        switch (Side(before), Side(after)) {
        case (.blank, .word), (.blank, .mark), (.mark, .word): return .opens
        case (.word, .blank), (.mark, .blank), (.word, .mark): return .closes
        default: return .unclear
        }
    }

    /// What stands beside a mark.
    private enum Side {
        case blank
        case word
        case mark

        init(_ scalar: Unicode.Scalar?) {
            guard let scalar, !Folding.isSpace(scalar) else {
                self = .blank
                return
            }
            self = WordPart(scalar) == .other ? .mark : .word
        }
    }

    /// Only scripts that have upper and lower case write apostrophes within words.
    private static func isApostrophe(between left: Unicode.Scalar, _ right: Unicode.Scalar) -> Bool {
        (left.properties.isCased || "0"..."9" ~= left) && right.properties.isCased && WordPart(right) == .word
    }

    /// Ornaments and marks of one script, marks that NFC turns into others, and all that Unicode calls a quotation mark.
    private static func isRare(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x80: false
        case 0x5F3, 0x5F4, 0x1FEF, 0x1FFD, 0x2329, 0x232A, 0x275B...0x2760, 0x276E, 0x276F, 0x2E42, 0xFE41...0xFE44:
            true
        default: scalar.properties.isQuotationMark
        }
    }
}
