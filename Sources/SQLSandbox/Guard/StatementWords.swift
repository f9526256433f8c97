/// The tokens of a statement that its parser sees, to be asked what stands at a place.
struct StatementWords {
    private let tokens: [SQLTokens.Token]
    /// What each token begins with, so that most questions are answered by a byte: a word with a letter, which is a capital here, a
    /// mark of one byte with itself; 0 for all others.
    private let leads: [UInt8]
    private let text: ArraySlice<UInt8>
    /// For each opening bracket the place of the token that closes it; the number of tokens where none does.
    private let brackets: [Int]

    /// How many there are.
    var count: Int { leads.count }

    /// Those up to the first semicolon that ends a statement; takes time in proportion to the text.
    init(ofFirstStatementIn text: ArraySlice<UInt8>) {
        var tokens: [SQLTokens.Token] = []
        var leads: [UInt8] = []
        for token in SQLTokens(text) where !token.kind.isSkipped {
            let lead = Self.lead(of: token, in: text)
            if lead == UInt8(ascii: ";") {
                if tokens.isEmpty { continue }
                break
            }
            tokens.append(token)
            leads.append(lead)
        }
        self.tokens = tokens
        self.leads = leads
        self.text = text
        brackets = Self.brackets(in: leads)
    }

    private static func lead(of token: SQLTokens.Token, in text: ArraySlice<UInt8>) -> UInt8 {
        let first = text[token.range.lowerBound]
        switch token.kind {
        case .word: return first >= UInt8(ascii: "a") && first <= UInt8(ascii: "z") ? first & ~0x20 : first
        case .operator: return token.range.upperBound - token.range.lowerBound == 1 ? first : 0
        default: return 0
        }
    }

    private static func brackets(in leads: [UInt8]) -> [Int] {
        // By place; what is no bracket closes itself.
        var closing = Array(leads.indices)
        var open: [Int] = []
        for place in leads.indices {
            if leads[place] == UInt8(ascii: "(") {
                open.append(place)
            } else if leads[place] == UInt8(ascii: ")"), let start = open.popLast() {
                closing[start] = place
            }
        }
        for start in open { closing[start] = leads.count }
        return closing
    }

    /// The place of the token that closes the bracket at a place; the number of tokens where none does.
    func closing(of place: Int) -> Int { brackets[place] }

    /// Whether the token at `place`, which may be any number, is this mark.
    func isMark(_ mark: Unicode.Scalar, at place: Int) -> Bool {
        place >= 0 && place < leads.count && leads[place] == UInt8(ascii: mark)
    }

    /// Whether a bare word stands at `place`, which must be one of a token.
    func isBare(at place: Int) -> Bool { tokens[place].kind == .word }

    /// Whether one of the bare words `words`, in capitals, stands there.
    func isAnyWord(_ words: [StaticString], at place: Int) -> Bool {
        words.contains { isWord($0, at: place) }
    }

    /// Whether the bare word `word`, in capitals, stands there.
    func isWord(_ word: StaticString, at place: Int) -> Bool {
        guard place >= 0, place < leads.count, leads[place] == word.utf8Start.pointee else { return false }
        let range = tokens[place].range
        guard range.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            zip(letters, text[range]).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
        }
    }

    /// Whether a name may stand there: a bare or quoted one, or a text, which SQLite takes for a name.
    func isName(at place: Int) -> Bool {
        guard place >= 0, place < tokens.count else { return false }
        switch tokens[place].kind {
        case .word, .quotedName, .string: return true
        default: return false
        }
    }

    /// The name that stands at `place`, which must be one of a token: without its quotes.
    func name(at place: Int) -> SQLName {
        SQLName(unquoting: text[tokens[place].range])
    }
}
