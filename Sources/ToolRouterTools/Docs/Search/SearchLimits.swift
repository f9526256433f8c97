/// What a search may be and may cost.
package struct SearchLimits: Hashable, Sendable {
    /// The longest query, in bytes of UTF-8.
    package var queryBytes = 1_000
    /// The most words of a query, letters of scripts without blanks counted as words.
    package var words = 64
    /// The most phrases in quotes.
    package var phrases = 8
    /// The passages that a search gives where its call does not say how many, and the most that it may ask for.
    package var results = 10
    /// The most memory that the passages of an answer take, in bytes.
    package var resultBytes = 64 << 10
    /// The words of a snippet.
    package var snippetWords = 40
    /// The most operations of SQLite's machine.
    package var operations = 5_000_000

    package init() {}

    /// Names those on which an answer depends.
    var fingerprint: String { "\(results)-\(resultBytes)-\(snippetWords)-\(operations)" }
}
