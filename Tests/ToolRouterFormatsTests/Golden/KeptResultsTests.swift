import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

struct KeptResultsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func rows(_ count: Int, _ text: String = "x") -> ResultSet {
        ResultSet(columns: ["id", "text"], rows: (0..<count).map { [.integer(Int64($0)), .text(text)] })
    }

    @Test func `what is written is read back, each digest once`() throws {
        var results = KeptResults()
        results.keep(rows(2), digest: "d1")
        results.keep(rows(3), digest: "d1")
        results.keep(ResultSet(columns: ["a \"b\""], rows: []), digest: "d2")
        let path = folder.path + "/results.jsonl"
        try results.write(to: path)
        let read = try KeptResults.read(path: path)
        #expect(read["d1"]?.rows == [["0", "'x'"], ["1", "'x'"]])
        #expect(read["d1"]?.columns == ["id", "text"])
        #expect(read["d2"]?.rowCount == 0)
        #expect(read["d3"] == nil)
        #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 3)
    }

    @Test(arguments: [
        ("all of a few", 3, 1, 3), ("50 rows", KeptResult.mostRows, 1, 50), ("no more than 50", 51, 1, 50),
        ("as many as there is room for", 50, 190, 41),
    ])
    func `of a result the first rows are kept`(row: (name: String, rows: Int, length: Int, kept: Int)) {
        let result = KeptResult(rows(row.rows, String(repeating: "y", count: row.length)), digest: "d")
        #expect(result.rows.count == row.kept, "\(row.name)")
        #expect(result.rowCount == row.rows)
        #expect(result.isWhole == (row.kept == row.rows))
    }

    @Test func `there is room for so many results, and what comes later is left out`() {
        var results = KeptResults()
        let wide = rows(40, String(repeating: "z", count: 190))
        for number in 0..<2_000 { results.keep(wide, digest: "\(number)") }
        #expect(results["0"] != nil)
        #expect(results["1999"] == nil)
        // Once there was no room, a smaller one does not slip in: what is kept depends on what came before only.
        results.keep(rows(1), digest: "small")
        #expect(results["small"] == nil)
    }

    @Test(arguments: [
        ("an empty file", ""), ("another format", #"{"format":"toolrouter-golden","version":1}"#),
        ("a newer version", #"{"format":"toolrouter-results","version":2}"#),
        (
            "a row that lacks a value",
            #"{"format":"toolrouter-results","version":1}"# + "\n"
                + #"{"digest":"d","row_count":1,"columns":["a","b"],"rows":[["1"]]}"#
        ),
        (
            "more rows than there are",
            #"{"format":"toolrouter-results","version":1}"# + "\n"
                + #"{"digest":"d","row_count":1,"columns":["a"],"rows":[["1"],["2"]]}"#
        ),
    ])
    func `a broken file is refused`(row: (name: String, text: String)) throws {
        let path = try folder.file("results.jsonl", row.text.utf8)
        let error = #expect(throws: FileError.self, "\(row.name)") { try KeptResults.read(path: path) }
        #expect(error?.reason.remedy.isEmpty == false)
    }
}
