/// What was changed in a statement or in arguments, whatever stays around it: the same in all those that changed alike.
struct StatementChange {
    /// What tells this change from any other.
    let key: String
    /// The change for a person, such as `− a + b , c`.
    let words: String

    /// The words that one text has more often than the other; where there are none, those that moved, and where only blanks
    /// differ, that. Work is linear but for words that moved.
    init(from before: String, to now: String) {
        let (left, right) = Self.middles(Self.words(before), Self.words(now))
        var (removed, added) = (Self.rest(left, without: right), Self.rest(right, without: left))
        let isMoved = removed.isEmpty && added.isEmpty
        if isMoved {
            for piece in WordDiff(from: before, to: now).pieces {
                switch piece {
                case .same: break
                case .removed(let text): removed += Self.words(text)
                case .added(let text): added += Self.words(text)
                }
            }
        }
        let sides = [("−", removed), ("+", added)].filter { !$0.1.isEmpty }
        func text(_ words: [TextWords.Word]) -> String {
            words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
        }
        let shown = sides.map { "\($0.0) \(text($0.1))" }.joined(separator: " ")
        let sorted = sides.map { "\($0.0) \(text($0.1.sorted { $0.lexicographicallyPrecedes($1) }))" }
        key = (isMoved ? "moved " : "") + sorted.joined(separator: " ")
        words = isMoved ? (shown.isEmpty ? "other blanks" : "the same words in another order") : shown
    }

    private static func words(_ text: String) -> [TextWords.Word] {
        TextWords(text).words.filter { !TextWords.isBlank($0) }
    }

    /// Both without what they begin and end with alike, which is in neither's rest.
    private static func middles(
        _ left: [TextWords.Word], _ right: [TextWords.Word]
    ) -> (ArraySlice<TextWords.Word>, ArraySlice<TextWords.Word>) {
        let shorter = min(left.count, right.count)
        var head = 0
        while head < shorter, left[head] == right[head] { head += 1 }
        var tail = 0
        while tail < shorter - head, left[left.count - 1 - tail] == right[right.count - 1 - tail] { tail += 1 }
        return (left[head..<(left.count - tail)], right[head..<(right.count - tail)])
    }

    private static func rest(
        _ words: ArraySlice<TextWords.Word>, without others: ArraySlice<TextWords.Word>
    ) -> [TextWords.Word] {
        var counts: [TextWords.Word: Int] = [:]
        for word in others { counts[word, default: 0] += 1 }
        return words.filter { word in
            guard let count = counts[word], count > 0 else { return true }
            counts[word] = count - 1
            return false
        }
    }
}
