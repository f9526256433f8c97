import ToolRouter

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
        let before = TextWords.of(from).map { (text: $0, number: numbers.number(of: $0)) }
        let now = TextWords.of(to).map { (text: $0, number: numbers.number(of: $0)) }
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
    private var numbers: [[UInt8]: Int] = [:]

    mutating func number(of word: Substring.UnicodeScalarView) -> Int {
        let bytes = Array(Substring(word).utf8)
        if let number = numbers[bytes] { return number }
        numbers[bytes] = numbers.count
        return numbers.count - 1
    }
}

/// Makes stretches of words. Blanks between two changes belong to the changes: a person reads one change rather than two.
private struct PieceJoiner {
    private var pieces: [WordDiff.Piece] = []
    private var (same, removed, added) = ("", "", "")
    /// Blanks behind a change, of which it is open whether another change follows.
    private var blanks = ""

    mutating func same(_ word: Substring.UnicodeScalarView) {
        guard !(removed.isEmpty && added.isEmpty) else {
            same.unicodeScalars.append(contentsOf: word)
            return
        }
        if TextWords.isBlank(word) {
            blanks.unicodeScalars.append(contentsOf: word)
            return
        }
        endChange()
        same.unicodeScalars.append(contentsOf: word)
    }

    mutating func removed(_ word: Substring.UnicodeScalarView) {
        beginChange()
        removed.unicodeScalars.append(contentsOf: word)
    }

    mutating func added(_ word: Substring.UnicodeScalarView) {
        beginChange()
        added.unicodeScalars.append(contentsOf: word)
    }

    mutating func finished() -> [WordDiff.Piece] {
        endChange()
        endSame()
        return pieces
    }

    private mutating func beginChange() {
        endSame()
        removed.unicodeScalars.append(contentsOf: blanks.unicodeScalars)
        added.unicodeScalars.append(contentsOf: blanks.unicodeScalars)
        blanks = ""
    }

    private mutating func endChange() {
        if !removed.isEmpty { pieces.append(.removed(removed)) }
        if !added.isEmpty { pieces.append(.added(added)) }
        same.unicodeScalars.append(contentsOf: blanks.unicodeScalars)
        (removed, added, blanks) = ("", "", "")
    }

    private mutating func endSame() {
        if !same.isEmpty { pieces.append(.same(same)) }
        same = ""
    }
}
