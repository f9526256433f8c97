/// Why a file can't be read or written: where, what was found, what was expected, what to do.
package struct FileError: Error, Hashable, CustomStringConvertible {
    /// The path of the file, as it was given.
    package let file: String
    /// The line, from 1; nil when it is about the file, or the line was read by offset.
    package let line: Int?
    /// The path of the field, such as `planner[0].latency_us`; nil when it is the whole line.
    package let field: String?
    /// What stands there.
    package let found: String
    /// What should stand there.
    package let expected: String
    /// What to do.
    package let remedy: String
    /// Whether the file was to be written: then nothing is wrong with the input.
    package let isOutput: Bool

    package init(
        file: String, line: Int? = nil, field: String? = nil, found: String, expected: String, remedy: String,
        isOutput: Bool = false
    ) {
        self.isOutput = isOutput
        self.file = file
        self.line = line
        self.field = field
        self.found = found
        self.expected = expected
        self.remedy = remedy
    }

    init(file: String, line: Int?, _ fault: JSONLineFault) {
        self.init(
            file: file, line: line, field: fault.field, found: fault.found, expected: fault.expected,
            remedy: fault.remedy)
    }

    init(file: String, _ fault: LineReader.Fault) {
        self.init(file: file, line: fault.line, found: fault.found, expected: fault.expected, remedy: fault.remedy)
    }

    /// `FILE:LINE: field `x`: found …, expected …; remedy`.
    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): \(field.map { "field `\($0)`: " } ?? "")found \(found), expected \(expected); \(remedy)"
    }
}
