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
            (
                "one row for another that has nothing of it", [ada], [grace],
                ["rows: 0 changed, 1 added, 1 removed (1 → 1)", "- 1 | 'Ada'", "+ 2 | 'Grace'"]
            ),
            (
                "another spelling in Unicode", [[.integer(1), .text("caf\u{E9}")]],
                [[.integer(1), .text("cafe\u{301}")]],
                ["rows: 1 changed, 0 added, 0 removed (1 → 1)", "~ 1 | 'caf\u{E9}' → 'cafe\u{301}'"]
            ),
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

    @Test func `rows that share most are the same one, whatever all of them share`() {
        func row(_ id: Int64, _ name: String) -> [Value] { [.integer(id), .text(name), .text("acme")] }
        let diff = RowDiff(
            from: result([row(1, "a"), row(2, "b"), row(3, "c")], columns: ["id", "name", "tenant"]),
            to: result([row(2, "B"), row(3, "c")], columns: ["id", "name", "tenant"]), orderMatters: false)
        #expect(
            diff.lines == [
                "rows: 1 changed, 0 added, 1 removed (3 → 2)", "~ 2 | 'b' → 'B' | 'acme'", "- 1 | 'a' | 'acme'",
            ])
    }

    @Test func `where fewer rows of one side are kept, only as many of the other one are compared`() {
        let before: [[Value]] = (0..<60).map { [.integer($0), .text("x")] }
        let long = String(repeating: "y", count: 190)
        let now: [[Value]] = (0..<60).map { [.integer($0), .text($0 < 2 ? long : "x")] }
        let lines = RowDiff(
            from: result(before), to: result(now + (0..<60).map { [.integer($0), .text(long)] }), orderMatters: true
        ).lines
        #expect(lines.first == "rows: 2 changed, 0 added, 0 removed (60 → 120)")
        #expect(lines.last?.hasPrefix("compared are the first ") == true)
    }

    @Test func `a row that is too long to be kept is said to be`() {
        let wide: [Value] = (0..<60).map { _ in .text(String(repeating: "z", count: 190)) }
        let columns = (0..<60).map { "c\($0)" }
        #expect(
            RowDiff(
                from: result([wide], columns: columns), to: result([wide, wide], columns: columns), orderMatters: true
            ).lines == ["rows: 1 → 2; they are too long to be kept"])
    }

    @Test func `of a long row what changed is shown`() {
        func row(_ last: Int64) -> [Value] {
            (0..<4).map { _ in .text(String(repeating: "z", count: 150)) } + [.integer(last)]
        }
        let columns = (0..<5).map { "c\($0)" }
        let lines = RowDiff(
            from: result([row(1)], columns: columns), to: result([row(2)], columns: columns), orderMatters: true
        ).lines
        #expect(lines.last?.hasSuffix(" | 1 → 2") == true, "\(lines)")
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
