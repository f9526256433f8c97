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
        Row(name: "a literal", sql: "SELECT 'A  B''C'", expected: "select 'A  B''C'"),
        Row(name: "quoted names", sql: "SELECT \"A  B\", [C  D], `E  F`", expected: "select \"A  B\", [C  D], `E  F`"),
        Row(name: "a blob", sql: "SELECT X'AB'", expected: "select X'AB'"),
        Row(name: "a parameter", sql: "SELECT :A, $B", expected: "select :A, $B"),
        Row(name: "a comment", sql: "SELECT /* A  B */ 1", expected: "select /* A  B */ 1"),
        Row(
            name: "a comment up to the line's end", sql: "SELECT 1 -- A  B\n   FROM T",
            expected: "select 1 -- A  B\nfrom t"),
        Row(name: "a comment up to the text's end", sql: "SELECT 1 -- A  B ;", expected: "select 1 -- A  B ;"),
        Row(name: "a carriage return ends no comment", sql: "SELECT 1 -- A\rB", expected: "select 1 -- A\rB"),
        Row(name: "a quote that does not end", sql: "SELECT 'A  B;", expected: "select 'A  B;"),
        Row(name: "a no-break space is no white space", sql: "a\u{A0} b", expected: "a\u{A0} b"),
        Row(name: "nothing but ends", sql: " ;; ", expected: ""),
        Row(name: "letters beyond ASCII", sql: "SÉ", expected: "sÉ"),
        Row(name: "the sign for kelvin is no k", sql: "\u{212A}", expected: "\u{212A}"),
        Row(name: "a byte order mark is white space", sql: "\u{FEFF}SELECT 1", expected: "select 1"),
    ])
    func `has small words, single spaces between them and bare ends`(_ row: Row) {
        #expect(Array(SQLText.normalised(row.sql).utf8) == Array(row.expected.utf8))
    }

    @Test func `texts are the same by bytes, not by canonical equivalence`() {
        #expect(SQLText.isSame("SELECT 1;", "select  1"))
        #expect(!SQLText.isSame("select (1)", "select(1)"))
        #expect(!SQLText.isSame("select '\u{E9}'", "select 'e\u{301}'"))
    }

    @Test(arguments: [
        (
            "a comment that swallows a condition", "SELECT a FROM t -- all\nWHERE b = 1",
            "SELECT a FROM t -- all WHERE b = 1"
        ),
        (
            "a comment that swallows it in small letters", "select a from t -- all\nwhere b",
            "select a from t -- all where b"
        ),
        ("a comment in two lines", "select 1 -- a\n+ 1", "select 1 -- a + 1"),
        ("another letter in a literal", "select 'k'", "select 'K'"),
        ("the sign for kelvin in a literal", "select 'k'", "select '\u{212A}'"),
        ("white space in a literal", "select 'a b'", "select 'a  b'"),
        ("a line break in a literal", "select 'a\nb'", "select 'a b'"),
        ("white space in a quoted name", "select \"a b\"", "select \"a  b\""),
        ("another letter in a quoted name", "select \"a\"", "select \"A\""),
        ("white space in a name in brackets", "select [a b]", "select [a  b]"),
        ("a semicolon in a comment", "select 1 --;", "select 1"),
        ("a letter beyond ASCII in a bare name", "select é", "select É"),
        ("white space that makes two words", "select ab", "select a b"),
    ])
    func `texts that may mean different things are not the same:`(name: String, left: String, right: String) {
        #expect(!SQLText.isSame(left, right), "\(name)")
    }
}
