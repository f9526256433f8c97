import ToolRouterFormats

/// One question of a Spider file, with the statement that answers it.
struct SpiderQuestion: Decodable, Sendable {
    let index: Int
    let database: String
    let question: String
    let sql: String
    let orderMatters: Bool

    private enum CodingKeys: String, CodingKey {
        case index = "idx"
        case database = "db_id"
        case question
        case sql = "gold_sql"
        case orderMatters = "order_matters"
    }

    /// The questions of the file at `path`, in its order.
    static func read(_ path: String) throws(ImportError) -> [SpiderQuestion] {
        var questions = [SpiderQuestion]()
        var lines = [Int: Int]()
        try JSONLinesFile(path: path).forEach(SpiderQuestion.self) { question, line throws(ImportError) in
            if let first = lines.updateValue(line, forKey: question.index) {
                throw ImportError(
                    path, line: line, field: "idx", found: "\(question.index) again, which line \(first) has",
                    expected: "an idx used once", remedy: "remove one of the two lines")
            }
            guard isFileName(question.database) else {
                throw ImportError(
                    path, line: line, field: "db_id", found: "\"\(Excerpt.of(question.database))\"",
                    expected: "the name of a database file without its ending", remedy: "correct the name")
            }
            questions.append(question)
        }
        guard !questions.isEmpty else {
            throw ImportError(
                path, found: "an empty file", expected: "at least one question", remedy: "name another file")
        }
        return questions
    }

    /// A name from a file of others becomes part of a path: it must not lead anywhere else.
    private static func isFileName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && name.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "/") }
    }
}
