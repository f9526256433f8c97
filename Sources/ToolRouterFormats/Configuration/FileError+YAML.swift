import Yams

extension FileError {
    /// What the defused characters of a rehearsal begin.
    private static let dangers: [Unicode.Scalar: String] = [
        "&": "an anchor", "*": "an alias", "!": "a tag", "%": "a directive", "?": "a `?` key",
    ]

    /// Says what Yams found in `text`, or in its rehearsal, which has the same lines and columns.
    init(_ error: YamlError, in text: ConfigurationText) {
        switch error {
        case .scanner(_, "found character that cannot start any token", let mark, _):
            self.init(unreadable: text.scalar(line: mark.line, column: mark.column), text.file, mark)
        case .parser(_, let problem, let mark, _) where problem.hasPrefix("Maximum nesting level"):
            self = YAMLRehearsal.tooDeep(file: text.file, line: mark.line, column: mark.column, path: nil)
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(path: text.file, line: mark.line, column: mark.column, yaml: problem)
        case .reader(let problem, let offset, _, _):
            let place = offset.flatMap(text.place)
            self.init(path: text.file, line: place?.line, column: place?.column, yaml: problem)
        case .duplicatedKeysInMapping(let names, let context):
            self.init(
                path: text.file, line: context.mark.line, column: context.mark.column,
                field: names.min().map { Excerpt.of($0) }, found: "the first of several such keys",
                expected: "each key once", remedy: "remove the others")
        default:
            self.init(path: text.file, line: nil, column: nil, yaml: "\(error)")
        }
    }

    private init(path: String, line: Int?, column: Int?, yaml problem: String) {
        // The rehearsal has brackets where the text may have braces.
        let problem = problem.replacing("',' or ']'", with: "',' and ']' or '}'")
        self.init(
            path: path, line: line, column: column, found: "YAML that can't be read (\(Excerpt.of(problem)))",
            expected: "valid YAML", remedy: "correct the line or the one before")
    }

    private init(unreadable scalar: Unicode.Scalar?, _ file: String, _ mark: Mark) {
        if let danger = scalar.flatMap({ Self.dangers[$0] }) {
            self.init(
                path: file, line: mark.line, column: mark.column, found: danger,
                expected: "a value written out, or a text in quotes", remedy: "write it that way")
        } else {
            let start = scalar.map { "a text that begins with \"\(Excerpt.of(String($0)))\"" }
            self.init(
                path: file, line: mark.line, column: mark.column, found: start ?? "an unreadable text",
                expected: "a text in quotes, or spaces before it", remedy: "put it in quotes, or indent with spaces")
        }
    }
}

extension ConfigurationText {
    /// The Unicode scalar at `line` and `column`, both from 1.
    fileprivate func scalar(line: Int, column: Int) -> Unicode.Scalar? {
        let lines = text.unicodeScalars.split(separator: "\n", maxSplits: line, omittingEmptySubsequences: false)
        return lines.dropFirst(line - 1).first?.dropFirst(column - 1).first
    }

    /// The place of the character that `offset` others precede.
    fileprivate func place(_ offset: Int) -> (line: Int, column: Int) {
        let before = text.prefix(offset).unicodeScalars
        let lineStart = before.lastIndex(of: "\n").map { before.index(after: $0) } ?? before.startIndex
        return (before.count { $0 == "\n" } + 1, before[lineStart...].count + 1)
    }
}
