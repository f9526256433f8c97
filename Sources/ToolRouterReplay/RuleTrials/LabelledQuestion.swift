import ToolRouter
import ToolRouterFormats

/// A question, and the tool that it needs by somebody's judgement.
package struct LabelledQuestion: Sendable {
    /// What labels there are: the tools, and `none`.
    package static let labels = ["sql", "docs", "rest", "none"]
    /// The longest question, in bytes: as a router takes them by default.
    package static let longest = 32_768

    /// What reports call it: its `id`, else its line.
    package let name: String
    /// The question.
    package let question: String
    /// The tool that it needs; `none` where it needs none.
    package let label: String
    /// Where it comes from; empty where the file does not say.
    package let source: String
}

/// A file of labelled questions: JSON lines with `question`, `label` and perhaps `id` and `source`; other members are passed
/// over.
package enum LabelledQuestions {
    /// Reads the file at `path` line by line.
    ///
    /// - Returns: how many there are, at least one.
    @discardableResult
    package static func forEach(
        path: String, _ body: (LabelledQuestion) throws -> Void
    ) throws -> Int {
        let json = JSONLineReader()
        let lines = try LineReader(path: path)
        var count = 0
        while let line = try lines.next() {
            let value: ForeignValue = try json.read(from: line, of: path)
            let labelled: LabelledQuestion
            do throws(FileError.Reason) {
                labelled = try question(value, line: line.number)
            } catch {
                throw FileError(path: path, line: line.number, error)
            }
            count += 1
            try body(labelled)
        }
        guard count > 0 else {
            throw FileError(
                path: path, found: "no question", expected: "lines such as {\"question\": \"…\", \"label\": \"sql\"}",
                remedy: "name another file")
        }
        return count
    }

    private static func question(_ value: ForeignValue, line: Int) throws(FileError.Reason) -> LabelledQuestion {
        func text(_ name: String) throws(FileError.Reason) -> String {
            if let text = value[name]?.text { return text }
            throw FileError.Reason(
                field: name, found: value[name]?.words ?? "nothing", expected: "a text", remedy: "add or correct it")
        }
        let question = try text("question")
        guard question.utf8.count <= LabelledQuestion.longest else {
            throw FileError.Reason(
                field: "question", found: "\(question.utf8.count) bytes",
                expected: "at most \(LabelledQuestion.longest), as a router takes them", remedy: "shorten or remove it")
        }
        let label = try text("label")
        guard LabelledQuestion.labels.contains(label) else {
            throw FileError.Reason(
                field: "label", found: "\"\(Excerpt.of(label))\"",
                expected: "one of " + LabelledQuestion.labels.map { "`\($0)`" }.joined(separator: ", "),
                remedy: Spelling.nearest(to: label, among: LabelledQuestion.labels).map { "did you mean `\($0)`?" }
                    ?? "name the tool that answers it, or `none`")
        }
        return LabelledQuestion(
            name: value["id"]?.text ?? "line \(line)", question: question, label: label,
            source: value["source"]?.text ?? "")
    }
}
