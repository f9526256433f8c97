package import ToolRouterFormats

/// Why material can't be imported: where, what was found, what was expected, what to do.
package struct ImportError: Error, Hashable, CustomStringConvertible {
    /// A file, a folder, or the option of the command, such as `--requests`.
    package let place: String
    /// The line of the file, from 1; nil when it is about the whole.
    package let line: Int?
    /// The path of the field; nil when it is about the whole line.
    package let field: String?
    /// What stands there.
    package let found: String
    /// What should stand there.
    package let expected: String
    /// What to do.
    package let remedy: String

    package init(
        _ place: String, line: Int? = nil, field: String? = nil, found: String, expected: String, remedy: String
    ) {
        self.place = place
        self.line = line
        self.field = field
        self.found = found
        self.expected = expected
        self.remedy = remedy
    }

    package init(_ file: String, _ fault: LineReader.Fault) {
        self.init(file, line: fault.line, found: fault.found, expected: fault.expected, remedy: fault.remedy)
    }

    package init(_ file: String, line: Int, _ fault: JSONLineFault) {
        self.init(
            file, line: line, field: fault.field, found: fault.found, expected: fault.expected, remedy: fault.remedy)
    }

    /// `FILE:LINE: field `x`: found …, expected …; remedy`.
    package var description: String {
        let location = line.map { "\(place):\($0)" } ?? place
        return "\(location): \(field.map { "field `\($0)`: " } ?? "")found \(found), expected \(expected); \(remedy)"
    }
}
