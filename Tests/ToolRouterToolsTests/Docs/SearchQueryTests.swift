import Testing
import ToolRouter

@testable import ToolRouterTools

/// What is made of the text of a query, and what the guard refuses.
@Suite struct SearchQueryTests {
    static let rows: [(String, [String])] = [
        ("returns policy", ["\"returns\"", "\"policy\""]),
        ("returns Returns RETURNS", ["\"returns\""]),
        ("AND OR NOT NEAR(a b, 3)", ["\"and\"", "\"or\"", "\"not\"", "\"near a\"", "\"b\"", "\"3\""]),
        ("title:x ^first last* -no", ["\"title x\"", "\"first\"", "\"last\"", "\"no\""]),
        ("\"free of charge\" repair", ["\"free of charge\"", "\"repair\""]),
        ("„frei Haus“", ["\"frei haus\""]),
        ("open \"quote", ["\"open\"", "\"quote\""]),
        ("\"\" x", ["\"x\""]),
        ("max_in_flight", ["\"max in flight\""]),
        ("退货政策", ["\"退货 货政 政策\""]),
        ("退", ["\"退\"*"]),
        ("\"退货 政策\"", ["\"退货 货 政策\""]),
        ("a'); DROP TABLE words; --", ["\"a\"", "\"drop\"", "\"table\"", "\"words\""]),
        ("nul\u{0}byte", ["\"nul byte\""]),
    ]

    @Test(arguments: rows)
    func `a query is these terms`(_ text: String, _ terms: [String]) throws {
        let query = try SearchQuery(text, within: SearchLimits())
        #expect(query.units.map { SearchTerm($0).expression } == terms)
    }

    static let loose: [(String, [String])] = [
        ("return an item", ["\"return\"*", "\"an\"", "\"item\"*"]),
        ("max_in_flight", ["\"max\"", "\"in\"", "\"flight\"*"]),
        ("year 2026", ["\"year\"*", "\"2026\""]),
        ("退货政策", ["\"退货\"", "\"货政\"", "\"政策\""]),
        ("退", ["\"退\"*"]),
        ("\"free of charge\"", ["\"free of charge\""]),
    ]

    @Test(arguments: loose)
    func `some of a query is these terms`(_ text: String, _ terms: [String]) throws {
        let query = try SearchQuery(text, within: SearchLimits())
        #expect(query.units.flatMap { SearchTerm.loose($0) }.map(\.expression) == terms)
    }

    struct Refused: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let arguments: [String: PlanArgument]
        let code: ErrorCode

        init(_ fact: String, _ arguments: [String: PlanArgument], _ code: ErrorCode) {
            testDescription = fact
            self.arguments = arguments
            self.code = code
        }
    }

    static let refused = [
        Refused("no query", [:], .argumentInvalid),
        Refused("a query that is no text", ["query": .number("1")], .argumentInvalid),
        Refused("a list", ["query": .list([.string("a")])], .argumentInvalid),
        Refused("another argument", ["query": .string("a"), "table": .string("b")], .argumentInvalid),
        Refused("an empty query", ["query": .string("")], .searchEmpty),
        Refused("marks alone", ["query": .string("* ^ : \" AND".replacing("AND", with: "&"))], .searchEmpty),
        Refused("too many bytes", ["query": .string(String(repeating: "a", count: 1_001))], .searchTooLong),
        Refused("too many words", ["query": .string(String(repeating: "a ", count: 65))], .searchTooLong),
        Refused("too many letters", ["query": .string(String(repeating: "退", count: 65))], .searchTooLong),
        Refused("too many phrases", ["query": .string(String(repeating: "\"a b\" ", count: 9))], .searchTooLong),
        Refused("a limit of zero", ["query": .string("a"), "limit": .number("0")], .argumentInvalid),
        Refused("a limit beyond the most", ["query": .string("a"), "limit": .number("11")], .argumentInvalid),
        Refused("a limit with a point", ["query": .string("a"), "limit": .number("1.0")], .argumentInvalid),
        Refused("a limit as a text", ["query": .string("a"), "limit": .string("1")], .argumentInvalid),
        Refused("a limit without an end", ["query": .string("a"), "limit": .number("1e99")], .argumentInvalid),
    ]

    @Test(arguments: refused)
    func `the guard refuses`(_ row: Refused) {
        let plan = Plan(tool: .docs, arguments: row.arguments)
        let error = #expect(throws: RouterError.self) {
            try DocumentSearch.approved(plan, within: SearchLimits())
        }
        #expect(error?.code == row.code)
        #expect(error?.stage == .guard)
    }

    @Test func `the guard lets a query and a limit pass`() throws {
        var plan = Plan(query: "a")
        #expect(try DocumentSearch.approved(plan, within: SearchLimits()).most == 10)
        plan.arguments["limit"] = .number("3")
        #expect(try DocumentSearch.approved(plan, within: SearchLimits()).most == 3)
    }
}
