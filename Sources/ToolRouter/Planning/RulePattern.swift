/// The form of a question, with places for what differs from one to the next: `how many {thing...} in {city}`.
///
/// Words stand for themselves, in any case. `{name}` takes one word, or the letters of a script without blanks up to what
/// comes next; `{name...}` takes some of them; `{name:integer}` a whole number; `{name:date}` a day such as `2026-01-05`;
/// `{name: small|large}` one of these. Words in `[brackets]` may be missing, `*` stands for anything or nothing, `^` at the beginning for that
/// of the question, `$` for its end. A backslash takes the meaning from a sign.
///
/// What a text matches is decided in steps that are bounded (see `PatternMatcher`), whatever both look like.
public struct RulePattern: Hashable, Sendable {
    /// The most a pattern may be made of.
    public enum Bounds {
        /// Characters of its text.
        public static let characters = 500
        /// Its elements: runs of words, captures, optional words, `*`.
        public static let elements = 32
        /// Captures.
        public static let captures = 8
        /// What one capture chooses from.
        public static let choices = 64
        /// Characters of a capture's name.
        public static let name = 40
    }

    /// One part of it.
    enum Element: Hashable, Sendable {
        case words([Word])
        case optional([Word])
        case capture(Capture)
        case anything
    }

    /// A word, letter or mark that stands for itself.
    struct Word: Hashable, Sendable {
        /// In its folded form.
        let folded: String
        /// Whether nothing may be between it and the one before, which is a word or mark of the same run.
        let isGlued: Bool
    }

    /// A part that takes what a question has there.
    struct Capture: Hashable, Sendable {
        let name: String
        let kind: Kind

        enum Kind: Hashable, Sendable {
            case word
            case run
            case integer
            case date
            /// What is taken, as the pattern spells it, and the words that say so.
            case choice([Choice])
        }

        struct Choice: Hashable, Sendable {
            let text: String
            let words: [Word]
        }
    }

    /// The pattern as it was written.
    public let text: String
    let elements: [Element]
    let isAnchoredAtStart: Bool
    let isAnchoredAtEnd: Bool

    /// The names of its captures, in order.
    public var captures: [String] {
        elements.compactMap { if case .capture(let capture) = $0 { capture.name } else { nil } }
    }

    public static func == (left: Self, right: Self) -> Bool { left.text.hasSameBytes(as: right.text) }

    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// Reads a pattern.
    public init(_ text: String) throws(RulePatternError) {
        var reading = try RulePatternReading(text)
        try reading.read()
        self.text = text
        elements = reading.elements
        isAnchoredAtStart = reading.isAnchoredAtStart
        isAnchoredAtEnd = reading.isAnchoredAtEnd
        guard !requiredPhrases.isEmpty || !alternativePhrases.isEmpty else {
            throw RulePatternError(
                found: "no word of its own", expected: "a word that must occur", remedy: "add one beside the captures")
        }
    }

    /// Phrases that all occur in a question that matches.
    var requiredPhrases: [String] {
        elements.flatMap { element -> [String] in
            if case .words(let words) = element { Self.phrases(words) } else { [] }
        }
    }

    /// Phrases of which one occurs in a question that matches: those of its first choice; none without a choice.
    var alternativePhrases: [String] {
        for case .capture(let capture) in elements {
            guard case .choice(let choices) = capture.kind else { continue }
            return choices.compactMap { Self.phrases($0.words).max { $0.utf8.count < $1.utf8.count } }
        }
        return []
    }

    /// What has no blank in it, as phrases: blanks between letters of a script without blanks mean nothing, so that a
    /// question need not have them.
    private static func phrases(_ words: [Word]) -> [String] {
        var phrases: [String] = []
        for word in words {
            if word.isGlued, !phrases.isEmpty {
                phrases[phrases.count - 1] += word.folded
            } else {
                phrases.append(word.folded)
            }
        }
        return phrases
    }
}

/// What is wrong with the text of a pattern.
public struct RulePatternError: Error, Hashable, Sendable {
    /// What was found in it.
    public let found: String
    /// What was expected there.
    public let expected: String
    /// What to do.
    public let remedy: String
}
