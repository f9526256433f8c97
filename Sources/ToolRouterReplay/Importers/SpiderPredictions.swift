import ToolRouterFormats

/// The statements that planners wrote for Spider questions.
struct SpiderPredictions: Sendable {
    private struct Line: JSONReadable {
        let idx: Int
        let planner: String
        let sql: String

        init(_ json: JSONValue) throws(FileError.Reason) {
            let object = try StrictObject(json, passingOverAllBut: ["idx", "planner", "sql"])
            idx = Int(try object.value("idx", as: Int64.self))
            planner = try object.text("planner")
            sql = try object.text("sql")
        }
    }

    private let path: String
    private let statements: [String: [Int: String]]

    /// Reads the statements of `planners` from the file at `path`: JSON lines, or a file of one planner as Spider (`pred.sql`)
    /// and BIRD have it.
    ///
    /// - Parameter questions: those that are asked.
    init(path: String, planners: [String], questions: [SpiderQuestion]) throws(FileError) {
        self.path = path
        let databases = Dictionary(questions.map { ($0.index, $0.database) }) { first, _ in first }
        if let statements = try BenchmarkPredictions.read(path, databases: databases) {
            guard planners.count == 1 else {
                throw FileError(
                    path: path, found: "the statements of one planner", expected: "those of \(planners.count) planners",
                    remedy: "leave --shadow out, or write JSON lines with idx, planner, sql")
            }
            self.statements = [planners[0]: statements]
            return
        }
        var statements = [String: [Int: String]]()
        try JSONLinesFile(path: path).forEach(Line.self) { prediction, line throws(FileError) in
            // A planner that was not asked for is remembered by name only, for the error message below.
            guard planners.contains(prediction.planner) else {
                statements[prediction.planner] = [:]
                return
            }
            let earlier = statements[prediction.planner, default: [:]].updateValue(
                prediction.sql, forKey: prediction.idx)
            guard earlier == nil else {
                throw FileError(
                    path: path, line: line, field: "idx",
                    found: "\(prediction.idx) again for planner \(Excerpt.of(prediction.planner))",
                    expected: "one prediction of a planner for an idx", remedy: "remove one of the two lines")
            }
        }
        let known = statements.keys.sorted()
        for planner in planners where statements[planner] == nil {
            let nearest = Spelling.nearest(to: planner, among: known)
            throw FileError(
                path: path, found: "no prediction of planner \"\(Excerpt.of(planner))\"",
                expected: known.isEmpty
                    ? "at least one prediction" : "one of " + known.map { Excerpt.of($0) }.joined(separator: ", "),
                remedy: nearest.map { "use \(Excerpt.of($0)), or another one of them" } ?? "use one of them")
        }
        self.statements = statements
    }

    /// What `planner` wrote for question `index`.
    func statement(of planner: String, for index: Int) throws(FileError) -> String {
        if let statement = statements[planner]?[index] { return statement }
        throw FileError(
            path: path, found: "no prediction of planner \(Excerpt.of(planner)) for idx \(index)",
            expected: "one for every question that is asked", remedy: "add the line, or leave the question out")
    }
}
