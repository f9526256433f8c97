import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@Suite struct RulesConfigurationTests {
    /// Reads rules from a file, as a scenario would.
    private static func read(_ yaml: String) throws -> [Rule] {
        let scratch = try OutputFolder.scratch()
        let path = scratch.path + "/rules.yaml"
        try OutputFile.write(yaml, to: path)
        return try RulesFile.read(path: path).rules
    }

    private static func fault(_ yaml: String) throws -> String? {
        do {
            _ = try read(yaml)
            return nil
        } catch let error as FileError {
            return error.description.components(separatedBy: "rules.yaml:").last
        }
    }

    @Test func `a rule is read with all it has`() throws {
        let rules = try Self.read(
            """
            - name: city
              patterns: ["orders in {city...}", "{n:integer} orders of {city}"]
              weight: 7
              tool: sql
              answers: first
              sql: SELECT ':x', * FROM o WHERE city = :city AND owner = :user AND t = :tenant -- :y
            - name: docs
              any_of: [policy]
              patterns: ["about {what...}"]
              tool: docs
              arguments: {query: ":what", asked: ":question", list: [":what", 5, -1.5, true, null, "5", a :what], "no": {deep: ":what"}}
            - {name: no, any_of: [delete], tool: none}
            """)
        #expect(
            rules[0]
                == Rule(
                    name: "city",
                    patterns: [
                        try RulePattern("orders in {city...}"), try RulePattern("{n:integer} orders of {city}"),
                    ],
                    weight: 7, tool: .sql, answers: .first,
                    arguments: [
                        "sql": .string(
                            "SELECT ':x', * FROM o WHERE city = :city AND owner = :user AND t = :tenant -- :y"),
                        "parameters": .object(["city": .string(":city")]),
                    ]))
        #expect(
            rules[1].arguments == [
                "query": .string(":what"), "asked": .string(":question"),
                "list": .list([
                    .string(":what"), .number("5"), .number("-1.5"), .bool(true), .null, .string("5"),
                    .string("a :what"),
                ]), "no": .object(["deep": .string(":what")]),
            ])
        #expect(rules[1].answers == .fallback && rules[1].weight == 1)
        #expect(rules[2] == .askingBack(name: "no", anyOf: ["delete"]))
        #expect(rules[2].template == Plan(tool: "none"))
    }

    @Test(arguments: [
        (
            "a capture that no pattern has", "patterns: [\"a {city}\"], tool: sql, sql: \"SELECT :town\"",
            "`:town`, which no pattern of the rule captures, expected one of `:city`; add `{town}` to a pattern"
        ),
        (
            "one that is nearly there", "patterns: [\"a {city}\"], tool: sql, sql: \"SELECT :citi\"",
            "did you mean `:city`?"
        ),
        (
            "one without any pattern", "any_of: [a], tool: sql, sql: \"SELECT :city\"",
            "expected a rule with patterns that capture it"
        ),
        (
            "one in arguments", "patterns: [\"a {city}\"], tool: rest, arguments: {a: [{b: \":town\"}]}",
            "`:town`, which no pattern"
        ),
        (
            "the caller in arguments", "patterns: [\"a {city}\"], tool: rest, arguments: {a: \":user\"}",
            "`:user`, which no pattern"
        ),
        ("the caller as a capture", "patterns: [\"a {user}\"], tool: sql", "a capture named `user`"),
        (
            "a parameter with a number", "any_of: [a], tool: sql, sql: \"SELECT ?1\"",
            "the parameter `?1`, expected parameters such as `:name`"
        ),
        ("one with another sign", "any_of: [a], tool: sql, sql: \"SELECT @a\"", "the parameter `@a`"),
        ("a pattern that can't be read", "patterns: [\"a {\"], tool: sql", "`{` that nothing ends, expected `}`"),
        ("no pattern", "patterns: [], tool: sql", "an empty list"),
        ("a pattern twice", "patterns: [a b, a b], tool: sql", "\"a b\" again"),
        ("a weight of nothing", "any_of: [a], tool: sql, weight: 0", "expected a whole number from 1 to 1000"),
        ("a weight in quotes", "any_of: [a], tool: sql, weight: \"2\"", "expected a whole number from 1 to 1000"),
        (
            "answers of another kind", "any_of: [a], tool: sql, answers: always, sql: \"SELECT 1\"",
            "expected one of `first`, `fallback`"
        ),
        (
            "first without a plan", "any_of: [a], tool: docs, answers: first",
            "expected `fallback`, as the rule carries no plan; add `arguments`"
        ),
        (
            "arguments of sql", "any_of: [a], tool: sql, arguments: {sql: x}",
            "arguments, expected none, as the tool is `sql`"
        ),
        (
            "sql and another tool", "any_of: [a], tool: rest, sql: x",
            "a statement, expected none, as the tool is `rest`"
        ),
        (
            "arguments of none", "any_of: [a], tool: none, arguments: {a: b}",
            "arguments, expected none, as the tool is `none`"
        ),
        (
            "answers of none", "any_of: [a], tool: none, answers: fallback",
            "expected no such key, as the tool is `none`"
        ),
        ("no arguments", "any_of: [a], tool: rest, arguments: {}", "an empty mapping"),
    ])
    func `what a rule can't mean is refused with its place`(name: String, members: String, words: String) throws {
        let fault = try #require(try Self.fault("- {name: r, \(members)}\n"), "\(name)")
        #expect(fault.contains(words), "\(fault)")
        #expect(fault.hasPrefix("1:"), "\(fault)")
    }
}
