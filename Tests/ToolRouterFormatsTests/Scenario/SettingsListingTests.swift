import Testing
import ToolRouter

@testable import ToolRouterFormats

struct SettingsListingTests {
    private func settings(_ yaml: String) throws -> [String: String] {
        SettingsListing.settings(of: try ConfigurationNode(yaml: yaml, file: "scenario.yaml"))
    }

    @Test(
        arguments: [
            (
                "a value by its path", "breaker: {failures: 5, window: 60s}",
                ["breaker.failures": "5", "breaker.window": "60s"]
            ),
            ("a list of words", "sql: {tables: [a, b]}", ["sql.tables": "[a, b]"]),
            ("a switch", "cache: off", ["cache": "off"]),
            ("an empty mapping", "shadow: {next: {}}", ["shadow.next": "{}"]),
            ("a token limit is no secret", "limits: {tokens: {user: {tokens: 9}}}", ["limits.tokens.user.tokens": "9"]),
            (
                "what answers do not depend on",
                "version: 1\ndescription: d\ngates: {a: b}\ndrift: {}\nseed: 4\ngolden: {}", [:]
            ),
        ] as [(String, String, [String: String])])
    func `settings are listed as they are written`(
        row: (name: String, yaml: String, settings: [String: String])
    ) throws {
        #expect(try settings(row.yaml) == row.settings, "\(row.name)")
    }

    @Test(arguments: [
        ("a price", "prices: {m: {input: \"2.50\"}}", "prices.m"),
        ("a key", "planner: {api_key: abc}", "planner.api_key"),
        ("a password in depth", "redis: {auth: {password: p}}", "redis.auth.password"),
        ("a long value", "planner: {name: \(String(repeating: "n", count: 121))}", "planner.name"),
        ("a rule, by its name", "rules: [{name: best, all_of: [a]}]", "rules.best"),
        ("a list of lists", "a: [[b]]", "a"),
    ])
    func `prices, secrets and long values are digests`(row: (name: String, yaml: String, path: String)) throws {
        let value = try settings(row.yaml)[row.path]
        #expect(value?.hasPrefix("sha256:") == true, "\(row.name)")
        #expect(value?.count == 23)
    }

    @Test func `a digest does not depend on the order of keys or on how it is written`() throws {
        let one = try settings("prices: {m: {input: \"1\", output: \"2\"}}")
        #expect(try settings("# dear\nprices:\n  m:\n    output: '2'\n    input: 1\n") == one)
        #expect(try settings("prices: {m: {input: \"1\", output: \"3\"}}") != one)
    }

    @Test(
        arguments: [
            (
                "a rule changed", "rules: [{name: a, tool: sql}, {name: b, tool: sql}]",
                "rules: [{name: a, tool: docs}, {name: b, tool: sql}]", ["rules.a changed"]
            ),
            ("the order", "rules: [{name: a}, {name: b}]", "rules: [{name: b}, {name: a}]", ["rules (order) changed"]),
            ("a value", "breaker: {failures: 5}", "breaker: {failures: 6}", ["breaker.failures 5 → 6"]),
            ("a value that comes", "seed: 1", "seed: 1\ncache: {ttl: 5m}", ["cache.ttl not set → 5m"]),
            ("a value that goes", "cache: {ttl: 5m}", "seed: 1", ["cache.ttl 5m → not set"]),
            (
                "a price", "prices: {m: {input: \"1\"}}", "prices: {m: {input: \"2\"}, n: {input: \"1\"}}",
                ["prices.m changed", "prices.n added"]
            ),
            ("a price that goes", "prices: {m: {input: \"1\"}}", "seed: 1", ["prices.m removed"]),
        ] as [(String, String, String, [String])])
    func `a change is said in words`(row: (name: String, before: String, now: String, words: [String])) throws {
        let before = GoldenInputs(settings: try settings(row.before))
        #expect(before.differences(from: GoldenInputs(settings: try settings(row.now))) == row.words, "\(row.name)")
    }
}
