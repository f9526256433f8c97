import Foundation
import Testing

/// A server's configuration, to the tool and to a validator that is none of ours.
@Suite struct ServerConfigurationTests {
    private static let example = Package.folder.appending(path: "Scripts/server.yaml").path

    /// Says all that there is to say.
    private static let everyKey = """
        version: 1
        seed: 7
        databases: {shop: shop.sql}
        sql: {tables: [t], budget: {rows: 10}}
        roles: {analyst: {sql: {tables: [t]}, limits: {user: {requests: 60, per: 1m}}}}
        planner:
          name: gpt-4o
          provider: openai
          repairs: 1
          next: [{name: claude, model: claude-sonnet-4-5, provider: anthropic, attempt_timeout: 5s}]
        breaker: {failures: 3}
        cache: {ttl: 1m}
        limits: {user: {requests: 60, per: 1m}}
        budgets: {global: {day: "5"}, estimate: "0.01"}
        load: {requests: 100}
        stores: {budget: 20ms, replicas: 3, failures: 2, window: 5s, open_for: 1s, max_open: 9s}
        rules: [{name: rows, all_of: [how many], tool: sql, sql: SELECT count(*) FROM t}]
        prices: {gpt-4o: {input: "2.5", output: "10"}}
        shadow: {other: {model: gpt-4o-mini, provider: openai, sample: 1/4}}
        providers:
          openai:
            api: openai-chat
            url: https://api.openai.com/v1
            key_env: OPENAI_API_KEY
            headers: {x-team: data, x-gate: {env: GATE_KEY}}
            organization: org-1
            structured: json
            max_output_tokens: 1000
            temperature: 0.5
            timeouts: {connect: 2s, silence: 10s}
            schema_bytes: 10000
          anthropic: {api: anthropic-messages, key_file: key.txt}
          azure: {api: azure-openai, url: https://x.openai.azure.com, deployment: d, api_version: 2024-10-21, key_env: A}
        http:
          host: 127.0.0.1
          hosts: [router.example.org]
          port: 9000
          loops: 2
          trusted_proxies: [10.0.0.0/8, "::1"]
          limits:
            body_bytes: 65536
            header_bytes: 8192
            header_time: 5s
            body_time: 5s
            idle_time: 30s
            write_time: 5s
            connections: 100
            connections_per_address: 10
            requests: 50
            requests_per_connection: 1000
        keys:
          - name: front
            sha256: "\(String(repeating: "0f", count: 32))"
            tenant: emea
            user: front-end
            role: analyst
            admin: true
            tenants: [apac]
            users: true
            metrics: true
        anonymous: {tenant: public, role: analyst}
        audit:
          folder: records
          durability: process
          when_full: block
          queue: 100
          segment_bytes: 1048576
          texts: false
          hash_key_file: key.txt
          retention: 90d
        lanes:
          runs: 2
          judges: 1
          waiting: 10
          busy_timeout: 1s
          version_age: 0s
          judging_time: 1s
          processor_seconds: 30
        log: {level: warning, format: text}
        metrics: {access: open}
        drain: 5s
        examples: ["How many?"]

        """

    private func folder(_ configuration: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("CREATE TABLE t(x);\n", to: "shop.sql")
        try folder.write("a-key-of-the-audit-hashes\n", to: "key.txt")
        try folder.write(configuration, to: "server.yaml")
        return folder
    }

    @Test func `the shipped example is sound`() throws {
        let run = try BuiltTool.run(["check", Self.example], in: TemporaryFolder())
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text.contains(": sound; 1 database, 2 planners, 0 candidates, 2 rules, 2 roles, no API keys"))
    }

    @Test func `every key is sound, and no secret has to be there`() throws {
        let run = try BuiltTool.run(["check", "server.yaml"], in: folder(Self.everyKey))
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text == "server.yaml: sound; 1 database, 2 planners, 1 candidate, 1 rule, 1 role, 1 API key\n")
    }

    @Test(.enabled(if: SchemaCheck.isThere, SchemaCheck.missing))
    func `the schema takes what the tool takes`() throws {
        let folder = try folder(Self.everyKey)
        try SchemaCheck.expectValid("server", [Self.example, folder.file("server.yaml")])
    }

    /// What both refuse, and where.
    private static let faults: [(String, String)] = [
        ("htpp: {port: 1}", "htpp"), ("http: {port: 65536}", "http.port"), ("http: {prot: 1}", "http.prot"),
        ("audit: {durability: paper}", "audit.durability"), ("lanes: {runs: 0}", "lanes.runs"),
        ("log: {level: loud}", "log.level"), ("metrics: {access: all}", "metrics.access"), ("drain: 5", "drain"),
        ("sql: {duration: 5ms}", "sql"), ("keys: [{name: a, tenant: b}]", "keys[0].sha256"),
        ("limits: {user: {requests: 0, per: 1m}}", "limits.user.requests"),
    ]

    @Test(.enabled(if: SchemaCheck.isThere, SchemaCheck.missing), arguments: faults)
    func `the schema refuses what the tool refuses, at the same place`(line: String, field: String) throws {
        let folder = try folder(
            """
            version: 1
            databases: {shop: shop.sql}
            planner: {name: gpt-4o}
            providers: {openai: {api: openai-chat}}
            \(line)

            """)
        let run = try BuiltTool.run(["check", "server.yaml"], in: folder)
        #expect(run.code == 65)
        #expect(run.errors.contains("`\(field)"), "\(run.errors)")
        let faults = try SchemaCheck.faults("server", [folder.file("server.yaml")])
        #expect(faults.contains { $0.field == field }, "\(faults)")
    }

    @Test func `tables that no database has, and statements that the guard refuses, are faults`() throws {
        let folder = try folder(
            Self.everyKey.replacing("sql: {tables: [t], budget", with: "sql: {tables: [t, u], budget")
                .replacing("SELECT count(*) FROM t", with: "SELECT count(*) FROM sqlite_schema"))
        let run = try BuiltTool.run(["check", "server.yaml"], in: folder)
        #expect(run.code == 65)
        #expect(run.errors.contains("server.yaml: `sql.tables`: no database has a table u"), "\(run.errors)")
        #expect(run.errors.contains("the guard refuses the statement of rule rows"), "\(run.errors)")
    }
}
