import SQLSandbox
import Testing
import ToolRouter
import ToolRouterFormats

@Suite struct RoleSettingsTests {
    private static let common = """
        sql:
          tables: [orders, lines]
          denied_columns: {orders: [email, phone]}
          functions: [count, sum, upper]
          budget: {rows: 100, operations: 1000}
        limits: {user: {requests: 5, per: 1s}, ip: {requests: 50, per: 1s}}

        """

    private static func settings(_ roles: String) throws -> RouterSettings {
        try ScenarioOnDisk(ScenarioOnDisk.smallest + common + roles + "\n").read().settings
    }

    private static func policy(_ sql: String) throws -> SandboxPolicy {
        try #require(settings("roles: {r: {sql: {\(sql)}}}").roles.first).sql
    }

    @Test func `a role that says nothing may what everybody may`() throws {
        let settings = try Self.settings("roles: {b: {}, a: {sql: {}}}")
        #expect(settings.roles.map(\.name) == ["a", "b"] && settings.router.roles == ["a", "b"])
        #expect(settings.roles.allSatisfy { $0.sql == settings.sql } && settings.router.limits.roles.isEmpty)
    }

    @Test func `what a role says takes the place of what is said in common, key by key`() throws {
        let policy = try Self.policy("tables: [LINES], denied_functions: [sum], budget: {rows: 10}")
        #expect(policy.tables == .only(["LINES"]) && policy.functions == ["count", "upper"])
        #expect(policy.budget.rows == 10 && policy.budget.operations == 1_000)
        #expect(try Self.policy("functions: [count]").functions == ["count"])
    }

    @Test func `denied columns add up, however they are spelt`() throws {
        #expect(try Self.policy("tables: [lines]").deniedColumns == ["orders": ["email", "phone"]])
        #expect(
            try Self.policy("denied_columns: {ORDERS: [note], lines: [price]}").deniedColumns
                == ["ORDERS": ["note", "email", "phone"], "lines": ["price"]])
    }

    @Test func `a role that says so goes beyond`() throws {
        let policy = try Self.policy(
            """
            widens: true, tables: [orders, payroll], functions: [count, lower], budget: {rows: 1000, bytes: 100000000},
                allowed_columns: {Orders: [EMAIL]}, double_quoted_strings: allow, limits: {value_bytes: 200000}
            """)
        #expect(policy.tables == .only(["orders", "payroll"]) && policy.functions == ["count", "lower"])
        #expect(policy.deniedColumns == ["orders": ["phone"]] && policy.budget.rows == 1_000)
        #expect(policy.doubleQuotedStrings && policy.limits.valueBytes == 200_000)
        #expect(try Self.policy("widens: true, allowed_columns: {orders: [email, phone]}").deniedColumns.isEmpty)
        #expect(try Self.policy("widens: true") == Self.settings("").sql)
    }

    @Test func `limits of a role are those of its users`() throws {
        let limits = try Self.settings(
            """
            roles:
              slow: {limits: {user: {requests: 1, per: 1m, burst: 2}}}
              wordy: {limits: {tokens: {user: {tokens: 100, per: 1s}}}}
            """
        ).router.limits
        let second = Duration.seconds(1)
        #expect(limits.roles.count == 2)
        #expect(limits.of(role: "slow").user == RateLimit(requests: 1, per: .seconds(60), burst: 2))
        #expect(limits.of(role: "slow").ip == RateLimit(requests: 50, per: second, burst: 50))
        #expect(limits.of(role: "wordy").user == RateLimit(requests: 5, per: second, burst: 5))
        #expect(limits.of(role: "wordy").tokens.user == RateLimit(requests: 100, per: second, burst: 100))
        #expect(limits.of(role: "nobody") == limits && limits.of(role: nil) == limits)
    }

    @Test(arguments: [
        ("a table of nobody else", "sql: {tables: [orders, payroll]}", "`roles.r.sql.tables`: found the table payroll"),
        ("a function of nobody else", "sql: {functions: [count, lower]}", "found the function lower"),
        ("more rows", "sql: {budget: {rows: 101}}", "`roles.r.sql.budget.rows`: found 101, which goes beyond"),
        ("more operations", "sql: {budget: {operations: 1001}}", "`sql.budget.operations`, 1000"),
        ("longer values", "sql: {limits: {value_bytes: 100001}}", "`sql.limits.value_bytes`, 100000"),
        ("strings in double quotes", "sql: {double_quoted_strings: allow}", "`sql.double_quoted_strings`"),
        ("a column that is denied", "sql: {allowed_columns: {orders: [email]}}", "does not say `widens: true`"),
        (
            "a column that nobody denies", "sql: {widens: true, allowed_columns: {orders: [id]}}",
            "does not deny, expected one that it denies"
        ),
        ("an unknown key", "sql: {tabels: [orders]}", "did you mean `tables`?"),
        ("a duration", "sql: {duration: 1s}", "`roles.r.sql.duration`: found an unknown key"),
        ("a limit of addresses", "limits: {ip: {requests: 1, per: 1s}}", "`roles.r.limits.ip`: found an unknown key"),
        ("no limit", "limits: {}", "`roles.r.limits.user`: found nothing"),
        ("an unknown section", "cache: {}", "`roles.r.cache`: found an unknown key"),
        ("a table without its columns", "sql: {tables: [lines], denied_columns: {orders: [id]}}", "leaves out"),
    ])
    func `a role that goes beyond what everybody may is refused, unless it says so`(
        _ name: String, _ role: String, _ words: String
    ) throws {
        let fault = try ScenarioOnDisk(ScenarioOnDisk.smallest + Self.common + "roles: {r: {\(role)}}\n").fault()
        #expect(fault?.contains(words) == true, "\(name): \(fault ?? "no fault")")
    }

    @Test func `there are bounds`() throws {
        let many = (1...65).map { "r\($0): {}" }.joined(separator: ", ")
        #expect(
            try ScenarioOnDisk(ScenarioOnDisk.smallest + "roles: {\(many)}\n").fault()?.contains("at most 64") == true)
        let different = (1...17).map { "r\($0): {sql: {budget: {rows: \($0)}}}" }.joined(separator: ", ")
        let fault = try ScenarioOnDisk(ScenarioOnDisk.smallest + "roles: {\(different)}\n").fault()
        #expect(fault?.contains("at most 16 that differ") == true)
        #expect(try ScenarioOnDisk(ScenarioOnDisk.smallest + "roles: {}\n").fault()?.contains("empty mapping") == true)
    }

    @Test func `without common limits a role may have its own tables`() throws {
        let yaml = ScenarioOnDisk.smallest + "roles: {r: {sql: {tables: [orders]}}}\n"
        #expect(try ScenarioOnDisk(yaml).read().settings.roles.first?.sql.tables == .only(["orders"]))
    }
}
