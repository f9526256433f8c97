/// The words of a question as captures take them.
///
/// A capture takes more at once than a pattern's own words do: `O’Brien`, `2026-01-05` and `ada@example.com` are one word to it,
/// and so is what stands in quotes.
struct CapturableWords: Sendable {
    /// How many words and marks are in one quote, at most.
    private static let mostQuoted = 64

    private let question: QuestionWords
    /// The quotes, by where they begin.
    private var quotes: [Int: (end: Int, value: Range<Int>)] = [:]

    init(_ question: QuestionWords) {
        self.question = question
        for place in question.tokens.indices where question.tokens[place].kind == .sign {
            quotes[place] = quote(from: place)
        }
    }

    var count: Int { question.tokens.count }

    subscript(place: Int) -> QuestionWords.Token { question.tokens[place] }

    /// Where the first word or letter stands: marks may be before it.
    var firstWord: Int { question.tokens.firstIndex { $0.kind != .sign } ?? count }

    /// Where the last one stands; -1 where there is none.
    var lastWord: Int { question.tokens.lastIndex { $0.kind != .sign } ?? -1 }

    func range(_ tokens: Range<Int>) -> Range<Int> {
        question.tokens[tokens.lowerBound].range.lowerBound..<question.tokens[tokens.upperBound - 1].range.upperBound
    }

    func text(_ range: Range<Int>) -> String { question.text(range) }

    /// Where a word may end that begins at `place`, the likeliest first: a whole one and then its parts; of letters of a script without
    /// blanks the fewest first.
    func wordEnds(at place: Int) -> [Int] {
        guard place < count else { return [] }
        switch self[place].kind {
        case .sign: return []
        case .unspaced:
            let end = lettersEnd(place)
            return Array(place + 1...min(end, place + PatternMatcher.mostLetters))
        case .word:
            var ends = [place + 1]
            while ends.count < PatternMatcher.mostWords, let end = jointEnd(ends[ends.count - 1]) { ends.append(end) }
            return ends.reversed()
        }
    }

    /// Where a run of words may end that begins at `place`, the shortest first.
    func runEnds(at place: Int) -> [Int] {
        var ends: [Int] = []
        var (end, words, letters) = (place, 0, 0)
        while end < count {
            switch self[end].kind {
            case .sign: return ends
            case .unspaced:
                letters += 1
                end += 1
            case .word:
                words += 1
                end = wordEnds(at: end)[0]
            }
            guard words <= PatternMatcher.mostWords, letters <= PatternMatcher.mostLetters else { return ends }
            ends.append(end)
        }
        return ends
    }

    /// Whether a word goes on across `place`.
    func isWithinWord(_ place: Int) -> Bool {
        guard place > 0, place < count, self[place].isGlued else { return false }
        switch (self[place - 1].kind, self[place].kind) {
        case (.unspaced, .unspaced): return true
        case (.word, .sign): return jointEnd(place) != nil
        default: return false
        }
    }

    /// Whether a run of words goes on across `place`.
    func isWithinRun(_ place: Int) -> Bool {
        place < count && (self[place].kind != .sign || isWithinWord(place))
    }

    /// The whole number at `place`, in digits of ASCII, perhaps behind a minus, and where it ends; it fits 64 bits.
    func integer(at place: Int) -> (end: Int, digits: String)? {
        var first = place
        var isNegative = false
        if place + 1 < count, self[place].kind == .sign, ["-", "\u{2212}"].contains(self[place].folded),
            self[place + 1].isGlued, !(place > 0 && self[place].isGlued && self[place - 1].kind != .sign)
        {
            (first, isNegative) = (place + 1, true)
        }
        guard first < count, self[first].kind == .word, self[first].folded.utf8.allSatisfy(Self.isDigit),
            jointEnd(first + 1) == nil, first == place ? isWordStart(first) : true,
            let number = Int64((isNegative ? "-" : "") + self[first].folded)
        else { return nil }
        return (first + 1, String(number))
    }

    /// Where the day at `place` ends, written as in RFC 3339.
    func date(at place: Int) -> Int? {
        guard isWordStart(place), let end = wordEnds(at: place).first, end == place + 5 else { return nil }
        let text = question.text(range(place..<end))
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }), let year = Int(parts[0]),
            let month = Int(parts[1]), let day = Int(parts[2]), 1...12 ~= month,
            1...Self.days(in: month, of: year) ~= day
        else { return nil }
        return end
    }

    /// What stands in the quotes that `place` opens, without them, and where they end.
    func quoted(at place: Int) -> (end: Int, value: Range<Int>)? { quotes[place] }

    private func quote(from place: Int) -> (end: Int, value: Range<Int>)? {
        guard let mark = scalar(at: place).flatMap({ QuotationMark($0) }),
            mark.role(between: scalarBefore(place), and: scalarAfter(place)) == .opens
        else { return nil }
        for end in (place + 1)..<max(place + 1, min(count, place + 1 + Self.mostQuoted)) {
            guard let closer = scalar(at: end), mark.closers.contains(closer), let other = QuotationMark(closer) else {
                continue
            }
            switch other.role(between: scalarBefore(end), and: scalarAfter(end)) {
            case .closes:
                guard end > place + 1 else { return nil }
                return (end + 1, self[place].range.upperBound..<self[end].range.lowerBound)
            case .apostrophe: continue
            case .opens, .unclear: return nil
            }
        }
        return nil
    }

    /// Where the unit ends that the mark at `place` joins to the word before it; nil where that word ends at `place`.
    private func jointEnd(_ place: Int) -> Int? {
        guard place > 0, place + 1 < count, self[place].kind == .sign, self[place].isGlued, self[place + 1].isGlued,
            self[place + 1].kind == .word, self[place - 1].kind == .word,
            Self.joints.contains(self[place].folded) || self[place].folded == "," && isBetweenDigits(place)
        else { return nil }
        return place + 2
    }

    /// Whether no word goes on from what is before `place`.
    private func isWordStart(_ place: Int) -> Bool {
        place == 0 || jointEnd(place - 1) == nil
    }

    private func isBetweenDigits(_ place: Int) -> Bool {
        (self[place - 1].folded.utf8.last).map(Self.isDigit) ?? false
            && (self[place + 1].folded.utf8.first).map(Self.isDigit) ?? false
    }

    private func lettersEnd(_ place: Int) -> Int {
        var end = place + 1
        while end < count, self[end].kind == .unspaced, self[end].isGlued { end += 1 }
        return end
    }

    /// The only scalar of a sign.
    private func scalar(at place: Int) -> Unicode.Scalar? {
        guard self[place].kind == .sign else { return nil }
        return text(self[place].range).unicodeScalars.first
    }

    private func scalarBefore(_ place: Int) -> Unicode.Scalar? {
        guard place > 0, self[place].isGlued else { return nil }
        return text(self[place - 1].range).unicodeScalars.last
    }

    private func scalarAfter(_ place: Int) -> Unicode.Scalar? {
        guard place + 1 < count, self[place + 1].isGlued else { return nil }
        return text(self[place + 1].range).unicodeScalars.first
    }

    private static let joints: Set<String> = ["'", ".", "-", "\u{2010}", "\u{2011}", "@", "/", ":", "&", "+", "_"]

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
