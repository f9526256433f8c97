import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

struct RowDiffTests {
    private func result(_ rows: [[Value]], columns: [String] = ["id", "name"]) -> KeptResult {
        KeptResult(ResultSet(columns: columns, rows: rows), digest: "d")
    }

    private static let ada: [Value] = [.integer(1), .text("Ada")]
    private static let grace: [Value] = [.integer(2), .text("Grace")]
    private static let gracie: [Value] = [.integer(2), .text("Gracie")]
    private static let barbara: [Value] = [.integer(3), .text("Barbara")]

    @Test(
        arguments: [
            (
                "a changed cell", [ada, grace], [ada, gracie],
                ["rows: 1 changed, 0 added, 0 removed (2 → 2)", "~ 2 | 'Grace' → 'Gracie'"]
            ),
            ("an added row", [ada], [ada, grace], ["rows: 0 changed, 1 added, 0 removed (1 → 2)", "+ 2 | 'Grace'"]),
            ("a removed row", [ada, grace], [grace], ["rows: 0 changed, 0 added, 1 removed (2 → 1)", "- 1 | 'Ada'"]),
            (
                "other rows", [ada], [barbara, grace],
                ["rows: 0 changed, 2 added, 1 removed (1 → 2)", "- 1 | 'Ada'", "+ 3 | 'Barbara'", "+ 2 | 'Grace'"]
            ),
            (
                "a row that comes twice", [ada], [ada, ada],
                ["rows: 0 changed, 1 added, 0 removed (1 → 2)", "+ 1 | 'Ada'"]
            ),
            (
                "the one cell there is", [[.integer(7)]], [[.integer(8)]],
                ["rows: 1 changed, 0 added, 0 removed (1 → 1)", "~ 7 → 8"]
            ),
            (
                "a number that became text", [[.integer(7)]], [[.text("7")]],
                ["rows: 1 changed, 0 added, 0 removed (1 → 1)", "~ 7 → '7'"]
            ),
            ("all of it", [ada], [], ["rows: 0 changed, 0 added, 1 removed (1 → 0)", "- 1 | 'Ada'"]),
            ("the order", [ada, grace], [grace, ada], ["the same rows in another order"]),
        ] as [(String, [[Value]], [[Value]], [String])])
    func `what changed is shown`(row: (name: String, before: [[Value]], now: [[Value]], lines: [String])) {
        func columns(_ rows: [[Value]]) -> [String] {
            ([row.before, row.now].flatMap { $0 }.first?.count ?? 2) == 1 ? ["n"] : ["id", "name"]
        }
        let diff = RowDiff(
            from: result(row.before, columns: columns(row.before)), to: result(row.now, columns: columns(row.now)),
            orderMatters: true)
        #expect(diff.lines == row.lines, "\(row.name)")
    }

    @Test func `where order does not matter, rows are a bag`() {
        let diff = RowDiff(
            from: result([Self.ada, Self.grace]), to: result([Self.gracie, Self.ada]), orderMatters: false)
        #expect(diff.lines == ["rows: 1 changed, 0 added, 0 removed (2 → 2)", "~ 2 | 'Grace' → 'Gracie'"])
    }

    @Test func `other columns are said`() {
        let diff = RowDiff(
            from: result([Self.ada]), to: result([[.integer(1)]], columns: ["id"]), orderMatters: true)
        #expect(diff.lines[0] == "columns: id, name → id")
        #expect(diff.lines[1] == "rows: 0 changed, 1 added, 1 removed (1 → 1)")
    }

    @Test func `what comes after the rows that are kept is said, too`() {
        let many: [[Value]] = (0..<60).map { [.integer($0), .text("x")] }
        let more = many.dropLast() + [[.integer(59), .text("y")]]
        let diff = RowDiff(from: result(many), to: result(Array(more)), orderMatters: true)
        #expect(diff.lines == ["the first 50 rows, which are kept, are the same: the difference comes later"])
    }

    @Test func `many changes are cut, and counted`() {
        let before: [[Value]] = (0..<30).map { [.integer($0), .text("x")] }
        let now: [[Value]] = (0..<30).map { [.integer($0), .text("y")] }
        let lines = RowDiff(from: result(before), to: result(now), orderMatters: true).lines
        #expect(lines.count == 22)
        #expect(lines[0] == "rows: 30 changed, 0 added, 0 removed (30 → 30)")
        #expect(lines.last == "… and 10 rows more")
    }

    @Test func `a preview has the names of the columns and the first rows`() {
        #expect(RowDiff.preview(result([]), rows: 5) == ["columns: id, name; no rows"])
        #expect(
            RowDiff.preview(result([Self.ada, Self.grace, Self.barbara]), rows: 1)
                == ["columns: id, name", "  1 | 'Ada'", "  … and 2 rows more"])
    }
}
