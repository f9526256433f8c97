/// What a scalar is to a word (Unicode Text Segmentation, UAX #29, section 4).
///
/// Two things are simpler than there: a mark between letters or digits always ends a word, be it an apostrophe or a
/// decimal point; and in scripts that are written without blanks a word may begin and end at every letter, since finding
/// their words takes a dictionary.
package enum WordPart {
    /// A letter or digit of a script that has blanks between words, or a connector such as `_`: it goes on with another one.
    case word
    /// A letter of a script that is written without blanks.
    case unspaced
    /// A mark on the scalar before it.
    case mark
    /// Anything else.
    case other

    package init(_ scalar: Unicode.Scalar) {
        guard !scalar.isASCII else {
            self = Self.isWord(UInt8(scalar.value)) ? .word : .other
            return
        }
        let properties = scalar.properties
        if properties.isGraphemeExtend || properties.isEmojiModifier || Self.marks.contains(scalar.value) {
            self = .mark
            return
        }
        switch properties.generalCategory {
        case .spacingMark: self = .mark
        case .decimalNumber, .connectorPunctuation: self = .word
        default:
            if Self.isUnspaced(scalar) {
                self = .unspaced
            } else {
                self = properties.isAlphabetic ? .word : .other
            }
        }
    }

    /// Letters, digits and `_` of ASCII.
    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }

    /// Whether a scalar is of a script that is written without blanks: those whose lines break at words or syllables that
    /// only a dictionary knows (UAX #14, classes SA, AK and AS), and those of ideographs and kana.
    static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0xE00: false
        case 0xE00...0xEFF,  // Thai, Lao
            0x1000...0x109F, 0xA9E0...0xA9FF, 0xAA60...0xAA7F, 0x116D0...0x116FF,  // Burmese
            0x1780...0x17FF, 0x19E0...0x19FF,  // Khmer
            0x1950...0x19DF, 0x1A20...0x1AAF, 0xAA80...0xAADF, 0x11700...0x1174F,  // Tai Le to Ahom
            0x1A00...0x1A1F, 0x1B00...0x1B7F, 0x1BC0...0x1BFF, 0xA980...0xA9DF,  // Buginese, Balinese, Batak, Javanese
            0x3005...0x3007, 0x3021...0x3029, 0x3031...0x303C,  // ideographic marks and numbers
            0x3040...0x30FA, 0x30FC...0x312F, 0x31A0...0x31BF, 0x31F0...0x31FF, 0xFF66...0xFF9F,  // kana, bopomofo
            0x1AFF0...0x1B16F:
            true
        default: scalar.properties.isIdeographic
        }
    }

    /// Whether what follows `scalar` is a part of its letter: a joiner, or the sign that stacks consonants.
    package static func joins(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200D, 0x1039, 0x17D2, 0x1A60, 0x1B44, 0xA9C0: true
        default: false
        }
    }

    /// Marks by the rules of letters (UAX #29, table 2) alone: the joiner, Thai and Lao AM.
    private static let marks: [UInt32] = [0x200D, 0xE33, 0xEB3]
}

extension WordPart {
    /// For each position in the UTF-8 of `text`, whether a word or a letter goes on across it. Takes time in proportion to
    /// the text.
    package static func joints(of text: String) -> [Bool] {
        var joints = [Bool](repeating: false, count: text.utf8.count + 1)
        var position = 0
        // What the last scalar that is no mark is; and whether the last one of all takes the next one to itself.
        var base = WordPart.other
        var joinsNext = false
        for scalar in text.unicodeScalars {
            let part = WordPart(scalar)
            joints[position] = position > 0 && (part == .mark || joinsNext || part == .word && base == .word)
            if part != .mark { base = part }
            joinsNext = joins(scalar)
            position += UTF8.width(scalar)
        }
        return joints
    }
}
