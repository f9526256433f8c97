import Testing

@testable import ToolRouterCLI

/// Names in a CSV report, which come from outside and go into spreadsheets.
@Suite struct AuditCSVTests {
    static let cells: [(String, String)] = [
        ("emea", "emea"), ("", ""), ("=1+1", "\"'=1+1\""), ("=\u{301}1+1", "\"'=\u{301}1+1\""),
        ("+\u{20DD}1", "\"'+\u{20DD}1\""), ("\u{FF1D}1+1", "\"'\u{FF1D}1+1\""), ("\u{FF0B}1", "\"'\u{FF0B}1\""),
        ("\u{FF0D}1", "\"'\u{FF0D}1\""), ("\u{FF20}SUM(A1)", "\"'\u{FF20}SUM(A1)\""), (" =1", "\"' =1\""),
        ("a\"\u{301},=1", "\"a\"\"\u{301},=1\""), ("a,\u{301}b", "\"a,\u{301}b\""), ("a\"b", "\"a\"\"b\""),
        ("a-b", "a-b"), ("é", "é"),
    ]

    @Test(arguments: cells)
    func `no name becomes a formula or another cell`(name: String, cell: String) {
        #expect(Array(AuditCSV.cell(name).unicodeScalars) == Array(cell.unicodeScalars))
    }
}
