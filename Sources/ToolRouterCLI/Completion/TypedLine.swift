import Foundation

/// The words that were typed when a shell asks what may follow, as the shell hands them over: with their quotes.
struct TypedLine {
    private let words: [String]
    /// The word at the cursor up to it, without its quotes; nil when only the shell could say what it means.
    let prefix: String?

    init(words: [String], prefix: String) {
        self.words = words
        self.prefix = Self.literal(prefix, isCut: true)
    }

    /// Whether one of the words is `text`.
    func contains(_ text: String) -> Bool { words.contains { Self.literal($0) == text } }

    /// What the last `option` of the line was given; nil when it is not there, or only the shell could say what it means.
    func value(of option: String) -> String? {
        var value: String?
        for (place, word) in words.enumerated() {
            if word == option, place + 1 < words.count { value = Self.literal(words[place + 1]) }
            if word.hasPrefix(option + "=") { value = Self.literal(String(word.dropFirst(option.count + 1))) }
        }
        return value
    }

    /// `word` as the shell will pass it on; nil where that takes an expansion, or where its quotes do not end.
    ///
    /// - Parameter isCut: whether the word may end inside of quotes, because the cursor is there.
    static func literal(_ word: String, isCut: Bool = false) -> String? {
        var text = ""
        var quote: Character?
        var isEscaped = false
        for character in word {
            if isEscaped {
                isEscaped = false
                text.append(character)
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
            } else if quote != "'", character == "$" || character == "`" {
                return nil
            } else {
                text.append(character)
            }
        }
        guard isCut || (quote == nil && !isEscaped) else { return nil }
        if word.hasPrefix("~/") { text = NSHomeDirectory() + text.dropFirst() }
        return text
    }
}
