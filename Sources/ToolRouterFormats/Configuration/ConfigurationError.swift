/// Why a configuration file can't be used: where, what was found, what was expected, what to do.
package struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The path of the file, as it was given.
    package let file: String
    /// The line, from 1; nil when it is about the whole file.
    package let line: Int?
    /// The column, from 1, in Unicode scalars; nil when it is about the whole file.
    package let column: Int?
    /// The path of the key, such as `breaker.failures` or `rules[0].name`; nil when it is about no key.
    package let key: String?
    /// What stands there.
    package let found: String
    /// What should stand there.
    package let expected: String
    /// What to do.
    package let remedy: String

    package init(
        file: String, line: Int? = nil, column: Int? = nil, key: String? = nil, found: String, expected: String,
        remedy: String
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.key = key
        self.found = found
        self.expected = expected
        self.remedy = remedy
    }

    /// `FILE:LINE:COLUMN: `key`: found …, expected …; remedy`.
    package var description: String {
        var place = file
        if let line { place += ":\(line)" }
        if let column { place += ":\(column)" }
        return "\(place): \(key.map { "`\($0)`: " } ?? "")found \(found), expected \(expected); \(remedy)"
    }
}
