extension CanonicalQuestion {
    /// Whether `phrase` occurs, beginning and ending where a word does.
    package func contains(phrase: String) -> Bool {
        let text = Array(text.utf8)
        let phrase = Array(phrase.utf8)
        guard !phrase.isEmpty, phrase.count <= text.count else { return false }
        return (0...(text.count - phrase.count)).contains { start in
            let end = start + phrase.count
            return text[start..<end].elementsEqual(phrase)
                && !(start > 0 && Self.isWord(text[start - 1]) && Self.isWord(phrase[0]))
                && !(end < text.count && Self.isWord(text[end]) && Self.isWord(phrase[phrase.count - 1]))
        }
    }

    /// Letters, digits and everything beyond ASCII make words.
    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default:
            false
        }
    }
}
