import Testing
import ToolRouterTools

@Suite struct SQLTextTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        let sql: String
        let expected: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Row(name: "case", sql: "SELECT A FROM T", expected: "select a from t"),
        Row(name: "runs of white space", sql: "select\n\t a  ,\r\n b", expected: "select a , b"),
        Row(name: "semicolons and spaces at the end", sql: "select 1 ; ;\n; ", expected: "select 1"),
        Row(name: "spaces at the beginning", sql: "\n  select 1", expected: "select 1"),
        Row(name: "a semicolon inside", sql: "select 1; select 2;", expected: "select 1; select 2"),
        Row(name: "literals are not spared", sql: "select 'A  B'", expected: "select 'a b'"),
        Row(name: "a no-break space is no white space", sql: "a\u{A0} b", expected: "a\u{A0} b"),
        Row(name: "nothing but ends", sql: " ;; ", expected: ""),
        Row(name: "letters beyond ASCII", sql: "É", expected: "é"),
    ])
    func `is lower-cased, has single spaces and bare ends`(_ row: Row) {
        #expect(Array(SQLText.normalised(row.sql).utf8) == Array(row.expected.utf8))
    }

    @Test func `texts are the same by bytes, not by canonical equivalence`() {
        #expect(SQLText.isSame("SELECT 1;", "select  1"))
        #expect(!SQLText.isSame("select (1)", "select(1)"))
        #expect(!SQLText.isSame("select '\u{E9}'", "select 'e\u{301}'"))
    }
}
