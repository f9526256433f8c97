import ToolRouterFormats

/// One question of a Spider file, with the statement that answers it.
struct SpiderQuestion: Sendable {
    let index: Int
    let database: String
    let question: String
    let sql: String
    let orderMatters: Bool

    /// The questions of the file at `path`, in its order: a `dev.json` of Spider or BIRD, or JSON lines.
    static func read(_ path: String) throws(FileError) -> [SpiderQuestion] {
        if try FileBytes(path: path).skipSpace() == UInt8(ascii: "[") { return try BenchmarkQuestions.read(path) }
        var questions = [SpiderQuestion]()
        var lines = [Int: Int]()
        try JSONLinesFile(path: path).forEach(SpiderQuestion.self) { question, line throws(FileError) in
            if let first = lines.updateValue(line, forKey: question.index) {
                throw FileError(
                    path: path, line: line, field: "idx", found: "\(question.index) again, which line \(first) has",
                    expected: "an idx used once", remedy: "remove one of the two lines")
            }
            guard isFileName(question.database) else {
                throw FileError(
                    path: path, line: line, field: "db_id", found: "\"\(Excerpt.of(question.database))\"",
                    expected: "the name of a database file without its ending", remedy: "correct the name")
            }
            questions.append(question)
        }
        guard !questions.isEmpty else {
            throw FileError(
                path: path, found: "an empty file", expected: "at least one question", remedy: "name another file")
        }
        return questions
    }

    /// The name comes from an untrusted file and becomes part of a path: it must not lead anywhere else.
    static func isFileName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && name.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "/") }
    }
}

extension SpiderQuestion: JSONReadable {
    init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(
            json, passingOverAllBut: ["idx", "db_id", "question", "gold_sql", "order_matters"])
        index = Int(try object.value("idx", as: Int64.self))
        database = try object.text("db_id")
        question = try object.text("question")
        sql = try object.text("gold_sql")
        orderMatters = try object.value("order_matters", as: Bool.self)
    }
}
