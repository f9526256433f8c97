/// How one text became another, word by word.
///
/// Words are runs of letters, digits and `_`, and runs of blanks; any other character is a word of its own. Words are the
/// same by their bytes. Work and memory are bounded: of texts with too many words, or where too much lies between what they
/// begin and end with, only the common beginning and end are found.
package struct WordDiff: Sendable {
    /// A stretch of text.
    package enum Piece: Hashable, Sendable {
        /// It stands in both texts.
        case same(String)
        /// It stands in the former text only.
        case removed(String)
        /// It stands in the new text only.
        case added(String)
    }

    /// The most words of a text that are compared one by one.
    package static let mostWords = 4_096
    /// The most pairs of words that are compared.
    private static let mostPairs = 4_194_304

    /// The stretches in order, none of them empty. Those that are the same or removed are together the former text, those
    /// that are the same or added the new one, byte for byte.
    package let pieces: [Piece]

    package init(from: String, to: String) {
        var numbers = WordNumbers()
        let before = TextWords(from).words.map { (text: $0, number: numbers.number(of: $0)) }
        let now = TextWords(to).words.map { (text: $0, number: numbers.number(of: $0)) }
        let shorter = min(before.count, now.count)
        var head = 0
        while head < shorter, before[head].number == now[head].number { head += 1 }
        var tail = 0
        while tail < shorter - head,
            before[before.count - 1 - tail].number == now[now.count - 1 - tail].number
        {
            tail += 1
        }
        let left = before[head..<(before.count - tail)]
        let right = now[head..<(now.count - tail)]
        var joiner = PieceJoiner()
        before[..<head].forEach { joiner.same($0.text) }
        let isSmall =
            max(before.count, now.count) <= Self.mostWords && left.count * right.count <= Self.mostPairs
        let pairs = isSmall ? CommonWords.pairs(left.map(\.number), right.map(\.number)) : []
        var (row, column) = (left.startIndex, right.startIndex)
        func skip(_ rowEnd: Int, _ columnEnd: Int) {
            left[row..<rowEnd].forEach { joiner.removed($0.text) }
            right[column..<columnEnd].forEach { joiner.added($0.text) }
        }
        for pair in pairs {
            skip(head + pair.0, head + pair.1)
            joiner.same(left[head + pair.0].text)
            (row, column) = (head + pair.0 + 1, head + pair.1 + 1)
        }
        skip(left.endIndex, right.endIndex)
        before[(before.count - tail)...].forEach { joiner.same($0.text) }
        pieces = joiner.finished()
    }
}

/// Numbers for words: the same bytes, the same number.
private struct WordNumbers {
    private var numbers: [TextWords.Word: Int] = [:]

    mutating func number(of word: TextWords.Word) -> Int {
        let next = numbers.count
        let number = numbers[word, default: next]
        if number == next { numbers[word] = next }
        return number
    }
}

/// Makes stretches of words. Blanks between two changes belong to the changes: a person reads one change rather than two.
private struct PieceJoiner {
    private var pieces: [WordDiff.Piece] = []
    private var (same, removed, added): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
    /// Blanks behind a change, of which it is open whether another change follows.
    private var blanks: [UInt8] = []

    mutating func same(_ word: TextWords.Word) {
        guard !(removed.isEmpty && added.isEmpty) else { return same.append(contentsOf: word) }
        if TextWords.isBlank(word) { return blanks.append(contentsOf: word) }
        endChange()
        same.append(contentsOf: word)
    }

    mutating func removed(_ word: TextWords.Word) {
        beginChange()
        removed.append(contentsOf: word)
    }

    mutating func added(_ word: TextWords.Word) {
        beginChange()
        added.append(contentsOf: word)
    }

    mutating func finished() -> [WordDiff.Piece] {
        endChange()
        endSame()
        return pieces
    }

    private mutating func beginChange() {
        endSame()
        removed += blanks
        added += blanks
        blanks = []
    }

    private mutating func endChange() {
        if !removed.isEmpty { pieces.append(.removed(String(decoding: removed, as: UTF8.self))) }
        if !added.isEmpty { pieces.append(.added(String(decoding: added, as: UTF8.self))) }
        same += blanks
        (removed, added, blanks) = ([], [], [])
    }

    private mutating func endSame() {
        if !same.isEmpty { pieces.append(.same(String(decoding: same, as: UTF8.self))) }
        same = []
    }
}
