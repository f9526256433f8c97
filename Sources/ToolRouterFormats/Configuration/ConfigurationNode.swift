/// One value of a configuration file, and where it is.
///
/// Scalars keep their text: the reader of the key decides what kind of value they are, so that `2.50` stays a price and
/// `no` a word.
package struct ConfigurationNode: Sendable {
    /// What the value is.
    package enum Content: Sendable {
        /// A text; `isPlain` when it is written without quotes.
        case scalar(String, isPlain: Bool)
        /// The elements in order.
        case list([ConfigurationNode])
        /// The entries in the order of the file, each name once.
        case mapping([Entry])
    }

    /// One key of a mapping, with its value.
    package struct Entry: Sendable {
        /// The key, a scalar; its path is that of the value.
        package let key: ConfigurationNode
        /// What comes after the colon.
        package let value: ConfigurationNode

        /// The text of the key.
        package var name: String {
            if case .scalar(let name, _) = key.content { name } else { "" }
        }
    }

    /// The path of the file, as it was given.
    package let file: String
    /// The path of the key, such as `breaker.failures`; nil for the whole file.
    package let path: String?
    /// The line, from 1.
    package let line: Int
    /// The column, from 1, in Unicode scalars.
    package let column: Int
    /// What is there.
    package let content: Content

    /// The value in words: `"abc"`, `a list`, `nothing`.
    package var words: String {
        switch content {
        case .scalar("", isPlain: true): "nothing"
        case .scalar(let text, _): "\"\(Excerpt.of(text))\""
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }

    /// Whether there is no value, or one of YAML's words for it.
    package var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// An error about this value.
    package func fault(found: String? = nil, expected: String, remedy: String) -> FileError {
        FileError(
            path: file, line: line, column: column, field: path, found: found ?? words, expected: expected,
            remedy: remedy)
    }

    /// What an error finds where something is missing.
    static let nothing = "nothing"

    /// An error about `key`, which this mapping lacks.
    package func missing(_ key: String, expected: String) -> FileError {
        FileError(
            path: file, line: line, column: column, field: path.map { "\($0).\(key)" } ?? key, found: Self.nothing,
            expected: expected, remedy: "add the key `\(key)`")
    }
}
