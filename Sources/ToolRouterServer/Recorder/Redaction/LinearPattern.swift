/// A regular expression that is searched for in a time that grows with the text, never exponentially, whatever the text is:
/// Thompson's construction, run as Pike did it (R. Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009).
///
/// It knows literals, `.`, classes, groups, `|`, `*`, `+`, `?`, `{m,n}`, `^`, `$`, `\b`, `\d`, `\s`, `\w` and their negations, and
/// `(?i)` at the beginning. Of the matches at the leftmost place the longest counts, so that there is no lazy repetition.
package struct LinearPattern: Sendable {
    /// What is wrong with a pattern.
    package struct Fault: Error {
        /// In words, such as `a group that is not closed`.
        package let words: String
    }

    /// The most steps of one search in one text; beyond them nothing is known of the text.
    static let mostSteps = 20_000_000

    let instructions: [PatternInstruction]
    private let foldsCase: Bool

    /// Reads a pattern.
    package init(_ text: String) throws(Fault) {
        var scalars = Array(text.unicodeScalars)
        let flag = Array("(?i)".unicodeScalars)
        foldsCase = scalars.starts(with: flag)
        if foldsCase { scalars.removeFirst(flag.count) }
        var reader = PatternReader(scalars, foldsCase: foldsCase)
        instructions = try PatternProgram.compile(try reader.read())
        if try Self.matchesNothing(instructions) { throw Fault(words: "a pattern that fits the empty text") }
    }

    /// The places of all matches, from left to right, none in another; nil when that took too many steps.
    func matches(in text: [Unicode.Scalar]) -> [Range<Int>]? {
        var search = PatternSearch(instructions, text)
        var found: [Range<Int>] = []
        var start = 0
        while let match = search.first(from: start) {
            found.append(match)
            start = match.upperBound
        }
        return search.steps > Self.mostSteps ? nil : found
    }

    /// `text` with something in place of each match; nil when the search took too many steps.
    func replacing(in text: String, with substitute: (String) -> String) -> String? {
        let scalars = Array(text.unicodeScalars)
        guard let matches = matches(in: scalars) else { return nil }
        if matches.isEmpty { return text }
        var result = String.UnicodeScalarView()
        var place = 0
        for match in matches {
            result.append(contentsOf: scalars[place..<match.lowerBound])
            var found = String.UnicodeScalarView()
            found.append(contentsOf: scalars[match])
            result.append(contentsOf: substitute(String(found)).unicodeScalars)
            place = match.upperBound
        }
        result.append(contentsOf: scalars[place...])
        return String(result)
    }

    /// Whether the empty text fits, so that there would be something in place of nothing between all letters.
    private static func matchesNothing(_ instructions: [PatternInstruction]) throws(Fault) -> Bool {
        var search = PatternSearch(instructions, [])
        return search.fitsNothing()
    }
}
