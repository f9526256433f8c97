import SQLSandbox
import ToolRouterFormats

/// The questions of a `dev.json` as Spider and BIRD ship it: a list of objects, numbered from 0.
///
/// Spider's have `db_id`, `question` and `query`; BIRD's `db_id`, `question`, `evidence` and `SQL`.
enum BenchmarkQuestions {
    /// The questions of the file at `path`, in its order.
    static func read(_ path: String) throws(FileError) -> [SpiderQuestion] {
        let elements = try JSONElements(path: path)
        var questions: [SpiderQuestion] = []
        while let element = try elements.next() {
            do throws(FileError.Reason) {
                questions.append(try question(element, number: questions.count))
            } catch {
                throw elements.fault(error)
            }
        }
        guard !questions.isEmpty else {
            throw FileError(
                path: path, found: "an empty list", expected: "at least one question", remedy: "name another file")
        }
        return questions
    }

    private static func question(_ json: ForeignValue, number: Int) throws(FileError.Reason) -> SpiderQuestion {
        func text(_ name: String, _ value: ForeignValue?) throws(FileError.Reason) -> String {
            if let text = value?.text { return text }
            throw FileError.Reason(
                field: name, found: value?.words ?? "nothing", expected: "a text",
                remedy: "correct or remove question \(number)")
        }
        let database = try text("db_id", json["db_id"])
        guard SpiderQuestion.isFileName(database) else {
            throw FileError.Reason(
                field: "db_id", found: "\"\(Excerpt.of(database))\"",
                expected: "the name of a database file without its ending", remedy: "correct the name")
        }
        let asked = try text("question", json["question"])
        let isBIRD = json["SQL"] != nil
        let sql = try text(isBIRD ? "SQL" : "query", json["SQL", "query"])
        return SpiderQuestion(
            index: number, database: database,
            // BIRD's planners are told what it takes to understand the question.
            question: json["evidence"]?.text.map { "\(asked)\n\($0)" } ?? asked,
            sql: sql, orderMatters: OuterOrder.isThere(in: sql))
    }
}

/// Whether the rows of a statement come in an order that it asks for.
package enum OuterOrder {
    /// Whether `sql` has the keywords ORDER BY outside of all brackets, texts, quoted names and comments.
    package static func isThere(in sql: String) -> Bool {
        let source = Array(sql.utf8)
        var (depth, hasOrder) = (0, false)
        for token in SQLTokens(source[...]) where !token.kind.isSkipped {
            let bytes = source[token.range]
            switch token.kind {
            case .operator where bytes.elementsEqual("(".utf8): depth += 1
            case .operator where bytes.elementsEqual(")".utf8): depth -= 1
            case .word where depth == 0 && hasOrder && isWord(bytes, "by"): return true
            default: break
            }
            hasOrder = token.kind == .word && depth == 0 && isWord(bytes, "order")
        }
        return false
    }

    private static func isWord(_ bytes: ArraySlice<UInt8>, _ word: String) -> Bool {
        // Setting bit 5 lowers ASCII letters; no other byte of a word becomes a letter by it.
        bytes.lazy.map { $0 | 0x20 }.elementsEqual(word.utf8)
    }
}
