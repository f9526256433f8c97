/// Looks for patterns in one question.
///
/// It tries the ways in which a pattern may match in their order, and remembers of each part and place that it has come to
/// nothing there: so it takes a step for each pair of them at most, times the ends that a capture may have (what RE2 calls
/// its bit-state search). Beyond that, all patterns of a question share `mostSteps`; when they are used up, no more match.
struct PatternMatcher {
    /// How many words and marks of a question patterns look at.
    static let mostTokens = 1_024
    /// The steps that all patterns may take in one question: about a millisecond.
    static let mostSteps = 200_000
    /// The most words that one capture takes.
    static let mostWords = 16
    /// The most letters of scripts without blanks that one capture takes.
    static let mostLetters = 64
    /// The longest value of a capture, in bytes of UTF-8.
    static let longestValue = 1_024

    private let words: CapturableWords
    private var stepsLeft = Self.mostSteps
    private var cameToNothing: [UInt64] = []
    private var taken: [(name: String, value: PlanArgument)] = []

    init(_ question: String) {
        words = CapturableWords(QuestionWords(question, atMost: Self.mostTokens))
    }

    /// What the captures of `pattern` take, in their order; nil where it does not match.
    mutating func captures(of pattern: RulePattern) -> [(name: String, value: PlanArgument)]? {
        let places = (pattern.elements.count + 1) * (words.count + 1) * Pending.allCases.count
        cameToNothing.removeAll(keepingCapacity: true)
        cameToNothing.append(contentsOf: repeatElement(0, count: (places + 63) / 64))
        stepsLeft -= places / 64
        taken.removeAll(keepingCapacity: true)
        let first = pattern.isAnchoredAtStart ? words.firstWord : 0
        for start in pattern.isAnchoredAtStart ? first...first : 0...words.count {
            guard stepsLeft > 0 else { return nil }
            if matches(pattern, from: 0, at: start, .nothing) { return taken }
        }
        return nil
    }

    /// What the last capture took must not be cut short where the pattern ends behind it.
    private enum Pending: Int, CaseIterable {
        case nothing
        case word
        case run
    }

    private mutating func matches(
        _ pattern: RulePattern, from element: Int, at place: Int, _ pending: Pending
    ) -> Bool {
        guard isFirstVisit(element, place, pending) else { return false }
        guard element < pattern.elements.count else {
            switch pending {
            case .nothing: break
            case .word: if words.isWithinWord(place) { return false }
            case .run: if words.isWithinRun(place) { return false }
            }
            return !pattern.isAnchoredAtEnd || place > words.lastWord
        }
        switch pattern.elements[element] {
        case .words(let literal):
            guard let end = end(of: literal, at: place) else { return false }
            return matches(pattern, from: element + 1, at: end, .nothing)
        case .optional(let literal):
            if let end = end(of: literal, at: place), matches(pattern, from: element + 1, at: end, .nothing) {
                return true
            }
            return matches(pattern, from: element + 1, at: place, pending)
        case .anything:
            for next in place...words.count {
                // Whoever was there before has tried all that follow.
                if next > place, !isFirstVisit(element, next, .nothing) { return false }
                if matches(pattern, from: element + 1, at: next, .nothing) { return true }
            }
            return false
        case .capture(let capture):
            return matches(capture, in: pattern, element, at: place)
        }
    }

    private mutating func matches(
        _ capture: RulePattern.Capture, in pattern: RulePattern, _ element: Int, at place: Int
    ) -> Bool {
        func goesOn(_ end: Int, _ value: PlanArgument, _ pending: Pending) -> Bool {
            stepsLeft -= 1
            taken.append((capture.name, value))
            if matches(pattern, from: element + 1, at: end, pending) { return true }
            taken.removeLast()
            return false
        }
        func goesOn(_ end: Int, _ pending: Pending) -> Bool {
            stepsLeft -= 1
            let range = words.range(place..<end)
            guard range.count <= Self.longestValue else { return false }
            return goesOn(end, .string(words.text(range)), pending)
        }
        switch capture.kind {
        case .choice(let choices):
            for choice in choices {
                guard let end = end(of: choice.words, at: place) else { continue }
                if goesOn(end, .string(choice.text), .nothing) { return true }
            }
            return false
        case .integer:
            guard let (end, number) = words.integer(at: place) else { return false }
            return goesOn(end, .number(number), .nothing)
        case .date:
            guard let end = words.date(at: place) else { return false }
            return goesOn(end, .nothing)
        case .word:
            if let quoted = words.quoted(at: place), quoted.value.count <= Self.longestValue,
                goesOn(quoted.end, .string(words.text(quoted.value)), .nothing)
            {
                return true
            }
            for end in words.wordEnds(at: place) where goesOn(end, .word) { return true }
            return false
        case .run:
            if let quoted = words.quoted(at: place), quoted.value.count <= Self.longestValue,
                goesOn(quoted.end, .string(words.text(quoted.value)), .nothing)
            {
                return true
            }
            for end in words.runEnds(at: place) where goesOn(end, .run) { return true }
            return false
        }
    }

    /// Where `literal` ends that begins at `place`; nil where it does not.
    private mutating func end(of literal: [RulePattern.Word], at place: Int) -> Int? {
        stepsLeft -= 1
        var place = place
        for word in literal {
            guard place < words.count, words[place].folded == word.folded, !word.isGlued || words[place].isGlued else {
                return nil
            }
            place += 1
        }
        return place
    }

    private mutating func isFirstVisit(_ element: Int, _ place: Int, _ pending: Pending) -> Bool {
        stepsLeft -= 1
        guard stepsLeft > 0 else { return false }
        let number = (element * (words.count + 1) + place) * Pending.allCases.count + pending.rawValue
        let (index, bit) = (number / 64, UInt64(1) << UInt64(number % 64))
        guard cameToNothing[index] & bit == 0 else { return false }
        cameToNothing[index] |= bit
        return true
    }
}
