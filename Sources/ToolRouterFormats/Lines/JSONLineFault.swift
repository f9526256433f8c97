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

    /// The path that `keys` lead along; nil for the line itself.
    static func path(_ keys: [any CodingKey]) -> String? {
        var path = ""
        for key in keys {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += (path.isEmpty ? "" : ".") + Excerpt.of(key.stringValue)
            }
        }
        return path.isEmpty ? nil : path
    }
}
