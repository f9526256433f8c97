/// What is wrong with one line of JSON, without the file and line number that only its reader knows.
package struct JSONLineFault: Error, Hashable {
    /// The path of the field at fault, such as `planner[0].latency_us`; nil when it is the whole line.
    package let field: String?
    /// What stands there.
    package let found: String
    /// What should stand there.
    package let expected: String
    /// What to do.
    package let remedy: String

    package init(field: String?, found: String, expected: String, remedy: String) {
        self.field = field
        self.found = found
        self.expected = expected
        self.remedy = remedy
    }

    /// A member that comes a second time: readers would disagree on which one counts.
    static let repeated = JSONLineFault(
        field: nil, found: "a second value", expected: "each field once", remedy: "remove one of the two")

    /// The same fault as seen from outside: `step` is a name or an index in brackets.
    func within(_ step: String) -> JSONLineFault {
        let rest = field.map { $0.hasPrefix("[") ? $0 : "." + $0 } ?? ""
        return JSONLineFault(field: step + rest, found: found, expected: expected, remedy: remedy)
    }
}
