/// Finds the name that a misspelt one was probably meant to be.
package enum Spelling {
    /// The candidate with the fewest edits to `word`, the first of equals; nil when more than half of the word would change.
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        let scored = candidates.map { (name: $0, edits: edits(from: word, to: $0)) }
        guard let best = scored.min(by: { $0.edits < $1.edits }) else { return nil }
        return best.edits <= max(2, word.utf8.count / 2) ? best.name : nil
    }

    /// The Levenshtein distance in bytes: insertions, deletions and replacements. Only the first 64 bytes count, since a
    /// name in bad input can be of any length.
    package static func edits(from source: String, to target: String) -> Int {
        let source = Array(source.utf8.prefix(64))
        let target = Array(target.utf8.prefix(64))
        var row = Array(0...target.count)
        for (line, byte) in source.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in target.indices {
                let replaced = diagonal + (byte == target[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[target.count]
    }
}
