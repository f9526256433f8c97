import Foundation
import ToolRouter

/// Markdown files and questions made of words by chance, the same for the same seed: few words are common and most are rare, as in
/// languages (Zipf's law).
struct MadeLibrary {
    private var state: UInt64
    private let words: [String]

    /// - Parameter seed: of the chance.
    init(seed: UInt64) {
        state = seed
        let syllables = [
            "ra", "ten", "mi", "lor", "be", "kan", "so", "ver", "du", "pil", "ga", "nor", "che", "wis", "tu", "om",
        ]
        words = (0..<20_000).map { number in
            var (rest, word) = (number, "")
            repeat {
                word += syllables[rest % 16]
                rest /= 16
            } while rest > 0
            return word
        }
    }

    /// Writes so many files below `folder`, of 1 to 8 KiB; gives their bytes.
    mutating func write(_ count: Int, to folder: String) throws -> Int {
        var bytes = 0
        for number in 0..<count {
            let place = "\(folder)/part-\(number / 500)"
            if number % 500 == 0 {
                try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            }
            let text = document()
            bytes += text.utf8.count
            try Data(text.utf8).write(to: URL(filePath: "\(place)/document-\(number).md"))
        }
        return bytes
    }

    /// Two to five words, rare ones more often than in texts, as in questions.
    mutating func question() -> String {
        (0..<2 + draw(4)).map { _ in draw(3) == 0 ? word() : words[50 + draw(words.count - 50)] }
            .joined(separator: " ")
    }

    /// Words, operators of FTS5's language, marks and letters of all scripts, in any order.
    mutating func hostileQuery() -> String {
        let parts = [
            "AND", "OR", "NOT", "NEAR(", ")", "*", "^", ":", "\"", "'", "-", "+", "{", "}", "title:", "words", ";",
            "--", "\u{0}", "%", "\\", "退货", "การคืน", "\u{301}", "\u{200D}", "👩‍👩‍👧", "ß", "a*", "\"\"", "{title text}:",
        ]
        return (0..<draw(40)).map { _ in
            let part = draw(3) == 0 ? word() : parts[draw(parts.count)]
            return part + (draw(2) == 0 ? " " : "")
        }.joined()
    }

    private mutating func document() -> String {
        var text = "# \(sentence(4))\n\n"
        for _ in 0...draw(5) {
            text += "## \(sentence(3))\n\n"
            for _ in 0...draw(3) {
                text += (0...draw(6)).map { _ in sentence(6 + draw(14)) + "." }.joined(separator: "\n") + "\n\n"
            }
            if draw(4) == 0 { text += "- **\(word())** [\(word())](https://example.com/\(word()))\n- `\(word())`\n\n" }
        }
        return text
    }

    private mutating func sentence(_ count: Int) -> String {
        (0..<count).map { _ in word() }.joined(separator: " ")
    }

    /// The word of a rank that is drawn so that the first is twice as frequent as the second.
    private mutating func word() -> String {
        let uniform = Double(next() >> 11) / Double(1 << 53)
        return words[min(words.count - 1, Int(pow(Double(words.count), uniform)) - 1)]
    }

    private mutating func draw(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    private mutating func next() -> UInt64 {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
