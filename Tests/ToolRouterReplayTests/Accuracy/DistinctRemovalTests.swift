import Testing
import ToolRouterReplay

@Suite struct DistinctRemovalTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        let sql: String
        let expected: String
        var testDescription: String { name }

        init(_ name: String, _ sql: String, _ expected: String) {
            self.name = name
            self.sql = sql
            self.expected = expected
        }

        init(_ name: String, kept sql: String) {
            self.init(name, sql, sql)
        }
    }

    @Test(arguments: [
        Row("after SELECT", "SELECT DISTINCT name FROM t", "SELECT  name FROM t"),
        Row("any case", "select Distinct a, dIsTiNcT b", "select  a,  b"),
        Row("in an aggregate", "SELECT count(DISTINCT x), sum( distinct(y))", "SELECT count( x), sum( (y))"),
        Row("in every part of a compound", "SELECT DISTINCT a UNION SELECT DISTINCT b", "SELECT  a UNION SELECT  b"),
        Row("between comments", "SELECT/**/DISTINCT/**/a", "SELECT/**//**/a"),
        Row("before a quoted name", "SELECT DISTINCT\"a\"", "SELECT \"a\""),
        Row("at the end", "SELECT DISTINCT", "SELECT "),
        Row("the comparison too", "a IS NOT DISTINCT FROM b", "a IS NOT  FROM b"),
        Row("after a string with a doubled quote", "'it''s' DISTINCT", "'it''s' "),
        Row("after a closed comment", "/* a */ DISTINCT -- b\nDISTINCT", "/* a */  -- b\n"),
        Row("after arithmetic", "a - b / DISTINCT c", "a - b /  c"),
        Row("other text beside it", "SELECT DISTINCT 'é' , \u{1F600}", "SELECT  'é' , \u{1F600}"),
        Row("longer words", kept: "SELECT distinct_id, undistinct, distinct2, distinct$, distincté FROM distincts"),
        Row("a string", kept: "SELECT ' DISTINCT ' || 'it''s DISTINCT'"),
        Row("a double-quoted name", kept: "SELECT \"DISTINCT\", \"a\"\" DISTINCT \""),
        Row("a bracketed name", kept: "SELECT [a DISTINCT b]"),
        Row("a back-quoted name", kept: "SELECT `a DISTINCT b`"),
        Row("a line comment", kept: "SELECT 1 -- DISTINCT ' \n"),
        Row("a block comment", kept: "SELECT 1 /* DISTINCT ' */"),
        Row("a comment that only seems to close", kept: "/*/ DISTINCT */"),
        Row("a string that is not closed", kept: "SELECT 'a DISTINCT"),
        Row("a comment that is not closed", kept: "SELECT /* DISTINCT"),
        Row("a bracket that is not closed", kept: "SELECT [ DISTINCT"),
        Row("parameters", kept: "SELECT :distinct, @distinct, $distinct"),
        Row("nothing", kept: ""),
    ])
    func `keywords go, everything else stays`(_ row: Row) {
        #expect(DistinctRemoval.removing(from: row.sql) == row.expected)
    }
}
