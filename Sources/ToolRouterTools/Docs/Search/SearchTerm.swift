/// Something that is looked for in the index in one go, and the same in a text.
struct SearchTerm: Hashable, Sendable {
    /// Its words, which follow each other.
    let words: [SearchWord]
    /// Whether the last word may go on.
    let isBeginning: Bool
    /// How FTS5 is asked for it: one string of its language, in which there is nothing but words and blanks.
    let expression: String

    private init(_ words: ArraySlice<SearchWord>, isBeginning: Bool) {
        self.words = Array(words)
        let (entries, isLetter) = IndexedWords.entries(of: words)
        self.isBeginning = isBeginning
        expression = "\"" + entries.joined(separator: " ") + "\"" + (isBeginning || isLetter ? "*" : "")
    }

    /// All words of a unit, as they follow each other.
    init(_ unit: SearchQuery.Unit) {
        self.init(unit.words[...], isBeginning: false)
    }

    /// What a passage may have of a unit if it has not all of it: its words, and longer words that begin with them; of a run of letters
    /// each two that stand together.
    static func loose(_ unit: SearchQuery.Unit) -> [SearchTerm] {
        guard !unit.isPhrase else { return [SearchTerm(unit)] }
        var terms: [SearchTerm] = []
        for (index, word) in unit.words.enumerated() {
            guard word.isLetter else {
                let isBeginning =
                    word.text.unicodeScalars.count >= SearchWord.fewestOfBeginning
                    && !word.text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
                terms.append(SearchTerm(unit.words[index...index], isBeginning: isBeginning))
                continue
            }
            let isFirst = index == 0 || !unit.words[index - 1].isLetter || !word.followsDirectly
            let next = index + 1 < unit.words.count ? unit.words[index + 1] : nil
            if let next, next.isLetter, next.followsDirectly {
                terms.append(SearchTerm(unit.words[index...index + 1], isBeginning: false))
            } else if isFirst {
                terms.append(SearchTerm(unit.words[index...index], isBeginning: false))
            }
        }
        return terms
    }

    /// Whether it stands in `text` at that word.
    func stands(in text: [SearchWord], at index: Int) -> Bool {
        guard index + words.count <= text.count else { return false }
        for (offset, word) in words.enumerated() {
            let other = text[index + offset]
            let mayGoOn = isBeginning && offset == words.count - 1
            guard other.isLetter == word.isLetter,
                mayGoOn ? other.text.utf8.starts(with: word.text.utf8) : other.text == word.text
            else { return false }
            // Letters that stand together are looked for together.
            if offset > 0, word.isLetter, words[offset - 1].isLetter, word.followsDirectly != other.followsDirectly {
                return false
            }
        }
        return true
    }
}
