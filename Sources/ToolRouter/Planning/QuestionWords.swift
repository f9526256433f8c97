/// The words, letters and marks of a text in order: each in its folded form, and where the text has it.
///
/// Words begin and end as in `WordPart`: a mark ends one, and of a script that is written without blanks each letter stands
/// for itself. Takes time in proportion to the text.
struct QuestionWords: Sendable {
    /// What a token is.
    enum Kind: UInt8, Sendable {
        /// A word of a script that has blanks between words, or a number.
        case word
        /// A letter of a script that is written without blanks, with its marks.
        case unspaced
        /// Any other character that is no blank.
        case sign
    }

    /// One of them.
    struct Token: Sendable {
        let kind: Kind
        /// Where it stands in the UTF-8 of the text as it was written.
        var range: Range<Int>
        /// Whether nothing is between it and the one before.
        let isGlued: Bool
        /// The token in its folded form.
        let folded: String
    }

    /// At most as many as were asked for: what comes behind is not looked at.
    private(set) var tokens: [Token] = []
    /// The UTF-8 of the text.
    let bytes: [UInt8]

    /// - Parameter most: how many tokens are read.
    init(_ text: String, atMost most: Int = .max) {
        bytes = Array(text.utf8)
        if bytes.allSatisfy({ $0 < 0x80 }) {
            readASCII(most)
        } else {
            read(text, most)
        }
    }

    /// What stands at `range`.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private mutating func readASCII(_ most: Int) {
        var position = 0
        var isGlued = false
        while position < bytes.count, tokens.count < most {
            let start = position
            position += 1
            if Folding.isSpace(bytes[start]) {
                isGlued = false
                continue
            }
            let isWord = WordPart.isWord(bytes[start])
            if isWord { while position < bytes.count, WordPart.isWord(bytes[position]) { position += 1 } }
            let folded = String(unsafeUninitializedCapacity: position - start) { folded in
                for offset in 0..<position - start { folded[offset] = Folding.lowercase(of: bytes[start + offset]) }
                return position - start
            }
            tokens.append(
                Token(kind: isWord ? .word : .sign, range: start..<position, isGlued: isGlued, folded: folded))
            isGlued = true
        }
    }

    private mutating func read(_ text: String, _ most: Int) {
        var position = 0
        var isGlued = false
        // The token that is being read, and what its last scalar that is no mark is.
        var open: (kind: Kind, range: Range<Int>, isGlued: Bool)?
        var joinsNext = false
        func end() {
            guard let token = open else { return }
            open = nil
            tokens.append(
                Token(
                    kind: token.kind, range: token.range, isGlued: token.isGlued,
                    folded: FoldedText(self.text(token.range)).text))
        }
        for scalar in text.unicodeScalars {
            let start = position
            position += UTF8.width(scalar)
            if FoldedText.isInvisible(scalar) || scalar == "\u{200B}" && open?.kind == .unspaced { continue }
            if Folding.isSpace(scalar) {
                end()
                (isGlued, joinsNext) = (false, false)
                continue
            }
            let part = WordPart(scalar)
            if let token = open, part == .mark || joinsNext || part == .word && token.kind == .word {
                open = (token.kind, token.range.lowerBound..<position, token.isGlued)
            } else {
                end()
                guard tokens.count < most else { return }
                let kind: Kind =
                    switch part {
                    case .word: .word
                    case .unspaced: .unspaced
                    case .mark, .other: .sign
                    }
                open = (kind, start..<position, isGlued)
            }
            isGlued = true
            joinsNext = WordPart.joins(scalar)
        }
        end()
    }
}
