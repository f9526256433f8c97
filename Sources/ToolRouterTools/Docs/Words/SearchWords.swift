import ToolRouter

/// Finds the words of texts, the same in documents and in what is looked for in them.
///
/// Words are those of rules (`WordPart`), but that `_` ends one, as other connectors do: `max_in_flight` is three words.
/// It takes time in proportion to the text.
struct SearchWords {
    private var folding = WordFolding()

    /// The words of `text` in order, at most `most`.
    mutating func words(of text: String, most: Int = .max) -> [SearchWord] {
        var text = text
        return text.withUTF8 { bytes in words(of: bytes, most) }
    }

    private mutating func words(of bytes: UnsafeBufferPointer<UInt8>, _ most: Int) -> [SearchWord] {
        var words: [SearchWord] = []
        var reading = Reading()
        var index = 0
        while index < bytes.count, words.count < most {
            let byte = bytes[index]
            if byte < 0x80 {
                if Self.isWord(byte) {
                    if reading.kind != .word { end(&reading, at: index, bytes, &words) }
                    reading.begin(.word, at: index)
                } else {
                    end(&reading, at: index, bytes, &words)
                    reading.hasGap = true
                    if byte == 0x20 || 0x09...0x0D ~= byte { reading.hasSpace = true }
                }
                reading.joinsNext = false
                index += 1
                continue
            }
            let (scalar, width) = Self.scalar(bytes, at: index)
            let part = Self.part(scalar)
            if reading.kind != nil, part == .mark || reading.joinsNext {
                reading.isASCII = false
            } else {
                switch part {
                case .word:
                    if reading.kind != .word { end(&reading, at: index, bytes, &words) }
                    reading.begin(.word, at: index)
                    reading.isASCII = false
                case .unspaced:
                    end(&reading, at: index, bytes, &words)
                    reading.begin(.letter, at: index)
                    reading.isASCII = false
                case .mark, .other:
                    end(&reading, at: index, bytes, &words)
                    reading.hasGap = true
                    if scalar.properties.isWhitespace { reading.hasSpace = true }
                }
            }
            reading.joinsNext = WordPart.joins(scalar)
            index += width
        }
        if words.count < most { end(&reading, at: index, bytes, &words) }
        return words
    }

    /// The word that is being read.
    private struct Reading {
        enum Kind { case word, letter }
        var kind: Kind?
        var start = 0
        var isASCII = true
        var joinsNext = false
        var hasGap = true
        var hasSpace = true

        mutating func begin(_ kind: Kind, at index: Int) {
            guard self.kind == nil else { return }
            (self.kind, start, isASCII) = (kind, index, true)
        }
    }

    private mutating func end(
        _ reading: inout Reading, at end: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ words: inout [SearchWord]
    ) {
        guard let kind = reading.kind else { return }
        let text = folding.folded(UnsafeBufferPointer(rebasing: bytes[reading.start..<end]), isASCII: reading.isASCII)
        if !text.isEmpty {
            words.append(
                SearchWord(
                    range: reading.start..<end, text: text, isLetter: kind == .letter,
                    followsDirectly: !reading.hasGap && !words.isEmpty, followsSpace: reading.hasSpace))
            (reading.hasGap, reading.hasSpace) = (false, false)
        } else {
            reading.hasGap = true
        }
        reading.kind = nil
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private static func part(_ scalar: Unicode.Scalar) -> WordPart {
        switch scalar.value {
        // The soft hyphen, and marks of direction and their like, which nobody sees: words go on across them.
        case 0xAD, 0x200C, 0x200E, 0x200F, 0x2060, 0xFEFF: return .mark
        case 0xC0...0x24F: return scalar == "×" || scalar == "÷" ? .other : .word
        default: break
        }
        if scalar.properties.generalCategory == .connectorPunctuation { return .other }
        return WordPart(scalar)
    }

    /// The scalar that begins at `index` of well-formed UTF-8, and its length.
    private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (Unicode.Scalar, Int) {
        let first = UInt32(bytes[index])
        func next(_ offset: Int) -> UInt32 { UInt32(bytes[index + offset] & 0x3F) }
        let (value, width) =
            first < 0xE0
            ? ((first & 0x1F) << 6 | next(1), 2)
            : first < 0xF0
                ? ((first & 0x0F) << 12 | next(1) << 6 | next(2), 3)
                : ((first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
        return (Unicode.Scalar(value) ?? "\u{FFFD}", width)
    }
}
