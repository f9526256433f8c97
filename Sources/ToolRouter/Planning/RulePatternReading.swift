/// Reads the text of a pattern, part by part.
struct RulePatternReading {
    private(set) var elements: [RulePattern.Element] = []
    private(set) var isAnchoredAtStart = false
    private(set) var isAnchoredAtEnd = false
    private var rest: Substring
    /// Words that no part has ended yet.
    private var words = ""

    init(_ text: String) throws(RulePatternError) {
        guard text.unicodeScalars.count <= RulePattern.Bounds.characters else {
            throw RulePatternError(
                found: "a pattern of \(text.unicodeScalars.count) characters",
                expected: "at most \(RulePattern.Bounds.characters)", remedy: "shorten it")
        }
        rest = text[...]
    }

    mutating func read() throws(RulePatternError) {
        rest = rest.drop(while: \.isWhitespace)
        if rest.first == "^" {
            isAnchoredAtStart = true
            rest.removeFirst()
        }
        while let sign = rest.popFirst() {
            switch sign {
            case "\\":
                guard let next = rest.popFirst() else {
                    throw RulePatternError(
                        found: "a backslash at the end", expected: "a sign behind it", remedy: "remove it")
                }
                words.append(next)
            case "{": try add(.capture(capture(try inside("}", of: "{"))))
            case "[": try add(.optional(try optional(inside("]", of: "["))))
            case "*":
                if !words.allSatisfy(\.isWhitespace) || elements.last != .anything { try add(.anything) }
            case "$" where rest.allSatisfy(\.isWhitespace):
                isAnchoredAtEnd = true
                rest = ""
            case "}", "]", "^", "$", "|":
                throw RulePatternError(
                    found: "`\(sign)` where nothing asks for it", expected: "words, captures and brackets",
                    remedy: "remove it, or write `\\\(sign)` for the sign itself")
            default: words.append(sign)
            }
        }
        try endWords()
        try checkNames()
        try checkEnds()
    }

    private mutating func add(_ element: RulePattern.Element) throws(RulePatternError) {
        try endWords()
        try append(element)
    }

    private mutating func append(_ element: RulePattern.Element) throws(RulePatternError) {
        guard elements.count < RulePattern.Bounds.elements else {
            throw RulePatternError(
                found: "more than \(RulePattern.Bounds.elements) parts",
                expected: "at most \(RulePattern.Bounds.elements)", remedy: "shorten it")
        }
        elements.append(element)
    }

    private mutating func endWords() throws(RulePatternError) {
        let found = Self.words(words)
        words = ""
        if !found.isEmpty { try append(.words(found)) }
    }

    static func words(_ text: String) -> [RulePattern.Word] {
        QuestionWords(text).tokens.enumerated().map { index, token in
            RulePattern.Word(folded: token.folded, isGlued: index > 0 && token.isGlued)
        }
    }

    /// What stands up to `end`.
    private mutating func inside(_ end: Character, of start: Character) throws(RulePatternError) -> Substring {
        guard let place = rest.firstIndex(of: end) else {
            throw RulePatternError(
                found: "`\(start)` that nothing ends", expected: "`\(end)`", remedy: "add it, or write `\\\(start)`")
        }
        defer { rest = rest[rest.index(after: place)...] }
        return rest[..<place]
    }

    private func optional(_ text: Substring) throws(RulePatternError) -> [RulePattern.Word] {
        let sign = text.first { "{}[]*^$|\\".contains($0) }
        guard sign == nil else {
            throw RulePatternError(
                found: "`\(sign!)` in brackets", expected: "words that may be missing, and nothing else",
                remedy: "write a second pattern")
        }
        let words = Self.words(String(text))
        guard !words.isEmpty else {
            throw RulePatternError(found: "empty brackets", expected: "words in them", remedy: "remove them")
        }
        return words
    }

    private func capture(_ text: Substring) throws(RulePatternError) -> RulePattern.Capture {
        let colon = text.firstIndex(of: ":")
        var name = Self.trimmed(text[..<(colon ?? text.endIndex)])
        let kind = colon.map { Self.trimmed(text[text.index(after: $0)...]) }
        var isRun = false
        if name.hasSuffix("..."), kind == nil {
            isRun = true
            name = Self.trimmed(name.dropLast(3))
        }
        guard Self.isName(name) else {
            throw RulePatternError(
                found: "the capture \"\(String(name.prefix(60)))\"",
                expected: "a name of at most \(RulePattern.Bounds.name) small letters, digits and `_`, a letter first",
                remedy: "rename it")
        }
        guard !["user", "tenant", "question"].contains(name) else {
            throw RulePatternError(
                found: "a capture named `\(name)`",
                expected: "another name: `:\(name)` is what the router itself knows",
                remedy: "rename it")
        }
        guard let kind else { return RulePattern.Capture(name: String(name), kind: isRun ? .run : .word) }
        switch kind {
        case "integer": return RulePattern.Capture(name: String(name), kind: .integer)
        case "date": return RulePattern.Capture(name: String(name), kind: .date)
        default: return RulePattern.Capture(name: String(name), kind: .choice(try choices(kind)))
        }
    }

    private func choices(_ text: Substring) throws(RulePatternError) -> [RulePattern.Capture.Choice] {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(Self.trimmed)
        guard parts.count > 1 else {
            throw RulePatternError(
                found: "the kind \"\(String(text.prefix(60)))\"",
                expected: "`integer`, `date`, or choices with `|` between them", remedy: "write one of them")
        }
        guard parts.count <= RulePattern.Bounds.choices else {
            throw RulePatternError(
                found: "\(parts.count) choices", expected: "at most \(RulePattern.Bounds.choices)",
                remedy: "remove some")
        }
        let choices = parts.map { RulePattern.Capture.Choice(text: String($0), words: Self.words(String($0))) }
        guard choices.allSatisfy({ !$0.words.isEmpty }) else {
            throw RulePatternError(found: "an empty choice", expected: "words", remedy: "remove it")
        }
        // The longest first, so that `new york` is not taken for `new`.
        return choices.enumerated().sorted { ($1.element.words.count, $0.offset) < ($0.element.words.count, $1.offset) }
            .map(\.element)
    }

    private func checkNames() throws(RulePatternError) {
        var names: Set<String> = []
        for case .capture(let capture) in elements where !names.insert(capture.name).inserted {
            throw RulePatternError(
                found: "the capture `\(capture.name)` again", expected: "a name of its own", remedy: "rename one")
        }
        guard names.count <= RulePattern.Bounds.captures else {
            throw RulePatternError(
                found: "\(names.count) captures", expected: "at most \(RulePattern.Bounds.captures)",
                remedy: "remove some")
        }
    }

    /// A pattern may match anywhere, so that `*` at its ends says nothing, unless it is anchored there.
    private mutating func checkEnds() throws(RulePatternError) {
        guard
            elements.first == .anything && !isAnchoredAtStart || elements.last == .anything && !isAnchoredAtEnd
        else { return }
        throw RulePatternError(
            found: "`*` at an end", expected: "words or captures there: a pattern may stand anywhere in a question",
            remedy: "remove it")
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
    }

    private static func isName(_ text: Substring) -> Bool {
        1...RulePattern.Bounds.name ~= text.utf8.count
            && UInt8(ascii: "a")...UInt8(ascii: "z") ~= text.utf8.first!
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
