import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

struct TableDiffTests {
    private func result(_ rows: [[Value]], columns: [String] = ["id", "name"]) -> KeptResult {
        KeptResult(ResultSet(columns: columns, rows: rows), digest: "d")
    }

    private static let ada: [Value] = [.integer(1), .text("Ada")]
    private static let grace: [Value] = [.integer(2), .text("Grace")]
    private static let gracie: [Value] = [.integer(2), .text("Gracie")]
    private static let barbara: [Value] = [.integer(3), .text("Barbara")]

    @Test(
        arguments: [
            ("the same", [ada, grace], [ada, grace], [.same(["1", "'Ada'"]), .same(["2", "'Grace'"])]),
            (
                "a changed cell stands where it was", [ada, grace, barbara], [ada, gracie, barbara],
                [
                    .same(["1", "'Ada'"]), .changed(before: ["2", "'Grace'"], now: ["2", "'Gracie'"], cells: [1]),
                    .same(["3", "'Barbara'"]),
                ]
            ),
            (
                "an added row stands where it came", [ada, barbara], [ada, grace, barbara],
                [.same(["1", "'Ada'"]), .added(["2", "'Grace'"]), .same(["3", "'Barbara'"])]
            ),
            ("a removed row", [ada, grace], [ada], [.same(["1", "'Ada'"]), .removed(["2", "'Grace'"])]),
            (
                "rows that moved", [ada, grace], [grace, ada],
                [.removed(["1", "'Ada'"]), .same(["2", "'Grace'"]), .added(["1", "'Ada'"])]
            ),
            ("nothing on either side", [], [], []),
        ] as [(String, [[Value]], [[Value]], [TableDiff.Row])])
    func `rows are told apart, in order`(
        row: (name: String, before: [[Value]], now: [[Value]], rows: [TableDiff.Row])
    ) {
        let table = TableDiff(from: result(row.before), to: result(row.now), orderMatters: true)
        #expect(table.rows == row.rows, "\(row.name)")
    }

    @Test func `each row of both is there once`() {
        let before: [[Value]] = (0..<20).map { [.integer($0 % 7), .text("x\($0 % 3)")] }
        let now: [[Value]] = (0..<23).map { [.integer($0 % 5), .text("x\($0 % 4)")] }
        for orderMatters in [true, false] {
            let table = TableDiff(from: result(before), to: result(now), orderMatters: orderMatters)
            var (left, right): ([[String]], [[String]]) = ([], [])
            for row in table.rows {
                switch row {
                case .same(let cells):
                    left.append(cells)
                    right.append(cells)
                case .removed(let cells): left.append(cells)
                case .added(let cells): right.append(cells)
                case .changed(let cells, let others, let places):
                    left.append(cells)
                    right.append(others)
                    #expect(places == cells.indices.filter { cells[$0] != others[$0] })
                }
            }
            func sorted(_ rows: [[String]]) -> [String] { rows.map { $0.joined(separator: "|") }.sorted() }
            #expect(sorted(left) == sorted(result(before).rows))
            #expect(sorted(right) == sorted(result(now).rows))
        }
    }

    @Test func `what there is to say in words is said`() {
        let moved = TableDiff(
            from: result([Self.ada, Self.grace]), to: result([Self.grace, Self.ada]), orderMatters: true)
        #expect(moved.isReordered)
        #expect(moved.notes == ["the same rows in another order"])
        let many: [[Value]] = (0..<60).map { [.integer($0), .text("x")] }
        let cut = TableDiff(from: result(many), to: result(many.dropLast()), orderMatters: true)
        #expect(cut.notes == ["the first 50 rows, which are kept, are the same: the difference comes later"])
        #expect(cut.rows.count == 50)
    }
}
