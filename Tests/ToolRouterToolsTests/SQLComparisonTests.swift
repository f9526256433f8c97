import Testing
import ToolRouter
import ToolRouterTools

@Suite struct SQLComparisonTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let right: String?
        var rows = "bb"
        var footprint: Footprint?
        let placement: SQLPlacement
        var hasSameReads: Bool?
    }

    private static let left = "SELECT name FROM singer"
    private static let leftFootprint = Footprint(
        tables: ["singer"], columns: ["singer.name"], functions: ["count"], program: "p")

    private static func footprint(
        tables: [String] = ["singer"], columns: [String] = ["singer.name"], functions: [String] = ["count"],
        program: String? = "q"
    ) -> Footprint {
        Footprint(tables: tables, columns: columns, functions: functions, program: program)
    }

    static let rows = [
        Row(testDescription: "the same text", right: left, placement: .sameText),
        Row(testDescription: "the same text in another case", right: "select NAME from singer;", placement: .sameText),
        Row(testDescription: "the same text, other rows", right: left + ";", rows: "cc", placement: .different),
        Row(
            testDescription: "the same program", right: "SELECT s.name FROM singer s", footprint: leftFootprint,
            placement: .sameProgram, hasSameReads: true),
        Row(
            testDescription: "the same program, whatever the rows", right: "SELECT s.name FROM singer s", rows: "cc",
            footprint: leftFootprint, placement: .sameProgram, hasSameReads: true),
        Row(
            testDescription: "no program is not the same program", right: "SELECT 1",
            rows: "cc", footprint: footprint(program: nil), placement: .different, hasSameReads: true),
        Row(
            testDescription: "another program, the same rows", right: "SELECT name FROM singer WHERE 1",
            footprint: footprint(), placement: .sameRows, hasSameReads: true),
        Row(
            testDescription: "other rows of the same columns", right: "SELECT max(name) FROM singer", rows: "cc",
            footprint: footprint(), placement: .different, hasSameReads: true),
        Row(
            testDescription: "other tables", right: "SELECT 1", rows: "cc", footprint: footprint(tables: ["song"]),
            placement: .different, hasSameReads: false),
        Row(
            testDescription: "other columns", right: "SELECT 1", rows: "cc",
            footprint: footprint(columns: ["singer.age"]), placement: .different, hasSameReads: false),
        Row(
            testDescription: "other functions", right: "SELECT 1", rows: "cc", footprint: footprint(functions: []),
            placement: .different, hasSameReads: false),
        Row(
            testDescription: "what is refused today has no reads", right: "SELECT 1", rows: "cc", placement: .different),
        Row(testDescription: "no statement", right: nil, placement: .error),
    ]

    private static func digest(_ rows: String) -> ResultDigest {
        ResultDigest(ordered: "aa", bag: rows, rowCount: 2, isTruncated: false, orderMatters: false)
    }

    @Test(arguments: rows)
    func `statements are placed by the surest sameness`(row: Row) {
        let comparison = SQLComparison(
            leftSQL: Self.left, Self.digest("bb"), rightSQL: row.right, Self.digest(row.rows)
        ) { $0 == Self.left ? Self.leftFootprint : row.footprint }
        #expect(comparison.placement == row.placement)
        #expect(comparison.hasSameReads == row.hasSameReads)
    }

    @Test func `rows that are missing on one side are an error`() {
        let comparison = SQLComparison(leftSQL: Self.left, Self.digest("bb"), rightSQL: Self.left, nil) { _ in nil }
        #expect(comparison.placement == .error)
    }

    @Test func `rows that were cut short refute nothing`() {
        var short = Self.digest("cc")
        short.isTruncated = true
        let comparison = SQLComparison(leftSQL: Self.left, Self.digest("bb"), rightSQL: Self.left, short) { _ in nil }
        #expect(comparison.placement == .sameText)
    }

    @Test func `nothing is compiled where the texts are the same`() {
        _ = SQLComparison(leftSQL: Self.left, Self.digest("bb"), rightSQL: Self.left, Self.digest("bb")) { text in
            Issue.record("asked about \(text)")
            return nil
        }
    }
}
