import Testing
import ToolRouter
import ToolRouterTools

/// When two statements are the same text for somebody who compares planners.
struct SameTextTests {
    @Test(arguments: [
        ("the same bytes", "SELECT 1", "SELECT 1", true),
        ("the case of a keyword", "select name FROM customer", "SELECT name from customer", true),
        ("the case of a bare name", "SELECT Name FROM customer", "SELECT name FROM customer", true),
        ("white space", "SELECT  name\nFROM customer", "SELECT name FROM customer", true),
        (
            "the case of a literal", "SELECT * FROM customer WHERE name = 'Ada'",
            "SELECT * FROM customer WHERE name = 'ada'", false
        ),
        ("the case of a quoted name", "SELECT \"Name\" FROM customer", "SELECT \"name\" FROM customer", false),
        ("white space in a literal", "SELECT 'a b'", "SELECT 'a  b'", false),
        ("canonically equivalent literals", "SELECT '\u{E9}'", "SELECT 'e\u{301}'", false),
        ("another number", "SELECT 1", "SELECT 2", false),
    ])
    func `is the same text`(row: (name: String, left: String, right: String, isSame: Bool)) throws {
        let shop = try Shop()
        try shop.build("shop")
        let tool: any Tool = try shop.tool("shop")
        #expect(tool.hasSameText(Plan(sql: row.left), Plan(sql: row.right)) == row.isSame, "\(row.name)")
        #expect(tool.hasSameText(Plan(sql: row.right), Plan(sql: row.left)) == row.isSame, "\(row.name)")
    }

    @Test func `a plan without a statement is compared by its bytes`() throws {
        let shop = try Shop()
        try shop.build("shop")
        let tool = try shop.tool("shop")
        let one = Plan(tool: "sql", arguments: ["a\u{E9}": .number("1")])
        let other = Plan(tool: "sql", arguments: ["ae\u{301}": .number("1")])
        #expect(tool.hasSameText(one, one))
        #expect(!tool.hasSameText(one, other))
        #expect(!tool.hasSameText(one, Plan(sql: "SELECT 1")))
    }
}
