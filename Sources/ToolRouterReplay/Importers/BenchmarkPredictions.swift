import ToolRouterFormats

/// The statements of one planner as the evaluations of Spider and BIRD take them, by the number of the question from 0.
enum BenchmarkPredictions {
    /// What BIRD writes between a statement and the name of its database.
    private static let mark = "\t----- bird -----\t"

    /// The statements in the file at `path`; nil when it holds JSON lines that say which planner's they are.
    ///
    /// - Parameter databases: the database that each question is about.
    static func read(_ path: String, databases: [Int: String]) throws(FileError) -> [Int: String]? {
        guard try FileBytes(path: path).skipSpace() == UInt8(ascii: "{") else { return try lines(path, databases) }
        let elements = try JSONElements(path: path)
        // What is wrong with JSON lines is said by their own reader.
        guard let first = try? elements.next(), let members = first.members, first["idx"] == nil,
            members.keys.contains(where: { Int($0) != nil })
        else { return nil }
        var statements: [Int: String] = [:]
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let number = Int(name), number >= 0, case .text(let text) = value else {
                throw elements.fault(
                    FileError.Reason(
                        field: Excerpt.of(name), found: value.words,
                        expected: "the number of a question and a statement", remedy: "correct or remove the prediction"
                    ))
            }
            statements[number] = text.ranges(of: mark).last.map { String(text[..<$0.lowerBound]) } ?? text
        }
        return statements
    }

    /// Spider's `pred.sql`: the line of a question has its statement, maybe a tab and the name of its database behind it. Any
    /// other tab is the statement's own.
    private static func lines(_ path: String, _ databases: [Int: String]) throws(FileError) -> [Int: String] {
        let lines = try LineReader(path: path)
        var statements: [Int: String] = [:]
        var last = 0
        while let line = try lines.next() {
            // A blank line is a planner that wrote nothing.
            for number in last..<line.number { statements[number] = "" }
            last = line.number
            guard let text = String(validating: line.bytes, as: UTF8.self) else {
                throw FileError(
                    path: path, line: line.number, found: "bytes that are not UTF-8", expected: "UTF-8",
                    remedy: "write the file as UTF-8")
            }
            let number = line.number - 1
            let end = text.utf8.lastIndex(of: UInt8(ascii: "\t")) ?? text.endIndex
            let isNamed = end < text.endIndex && databases[number] == String(text[end...].dropFirst())
            statements[number] = isNamed ? String(text[..<end]) : text
        }
        return statements
    }
}
