import SQLSandbox
import Testing
import ToolRouter
import ToolRouterTools

/// The tool judges each caller by the policy of its role, whatever it is asked.
@Suite struct RoleTests {
    private static let clerk = SandboxPolicy(tables: .only(["customer"]))
    private static let auditor = SandboxPolicy(deniedColumns: ["customer": ["name"]])

    private let shop: Shop
    private let tool: SQLTool

    init() throws {
        let shop = try Shop()
        self.shop = shop
        try shop.build(
            "shop", "CREATE VIEW names AS SELECT name FROM customer; CREATE VIEW spent AS SELECT cents FROM purchase;")
        func access(_ policy: SandboxPolicy) throws -> SQLAccess {
            SQLAccess(
                databases: ["shop": try Sandbox(opening: "\(shop.path)/shop.sqlite", policy: policy)], policy: policy)
        }
        tool = SQLTool(
            try access(Shop.policy),
            roles: [
                "clerk": try access(Self.clerk), "auditor": try access(Self.auditor), "same": try access(Shop.policy),
            ])
    }

    private func ask(_ role: RoleName?, _ question: String = "?") -> Request {
        Request(id: "r-1", caller: Caller(tenant: "acme", role: role), question: question)
    }

    private func code(_ sql: String, as role: RoleName?) async -> ErrorCode? {
        do throws(RouterError) {
            _ = try await tool.approve(Plan(sql: sql), for: ask(role), at: Shop.noon).run(at: Shop.noon)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        arguments: [
            ("SELECT name FROM customer", nil, nil), ("SELECT name FROM customer", "clerk", nil),
            ("SELECT name FROM customer", "auditor", .columnDenied), ("SELECT cents FROM purchase", nil, nil),
            ("SELECT cents FROM purchase", "clerk", .tableDenied), ("SELECT cents FROM purchase", "auditor", nil),
            ("SELECT code FROM secret", nil, .tableDenied), ("SELECT code FROM secret", "clerk", .tableDenied),
            ("SELECT code FROM secret", "auditor", nil), ("SELECT name FROM names", "auditor", .columnDenied),
            ("SELECT * FROM customer", "auditor", .columnDenied), ("SELECT count(*) FROM customer", "boss", .forbidden),
            ("SELECT 1", "", .forbidden), ("SELECT 1", "CLERK", .forbidden),
        ] as [(String, RoleName?, ErrorCode?)])
    func `a role may what its policy says, and an unknown one nothing`(
        _ sql: String, _ role: RoleName?, _ expected: ErrorCode?
    ) async {
        #expect(await code(sql, as: role) == expected)
    }

    @Test func `what one role was allowed another one is refused, in any order`() async {
        for role in ["auditor", nil, "clerk", "auditor", nil] as [RoleName?] {
            #expect(await code("SELECT code FROM secret", as: role) == (role == "auditor" ? nil : .tableDenied))
        }
    }

    @Test func `answers are known by the policy of the role`() async throws {
        func fingerprint(_ role: RoleName?) async throws -> ToolFingerprint {
            try await tool.fingerprint(for: ask(role))
        }
        let everybody = try await fingerprint(nil)
        #expect(try await fingerprint("same") == everybody)
        let (clerk, auditor) = (try await fingerprint("clerk"), try await fingerprint("auditor"))
        #expect(Set([everybody.policy, clerk.policy, auditor.policy]).count == 3)
        #expect(clerk.data == everybody.data && clerk.version == everybody.version)
        let error = await #expect(throws: RouterError.self) { try await fingerprint("boss") }
        #expect(error?.code == .forbidden)
    }

    @Test func `SQL is recognised by who has a role, and by no one whose role is unknown`() async {
        for role in [nil, "clerk", "auditor"] as [RoleName?] {
            #expect(await tool.recognise(ask(role, "SELECT cents FROM purchase"), at: Shop.noon) != nil)
        }
        #expect(await tool.recognise(ask("boss", "SELECT cents FROM purchase"), at: Shop.noon) == nil)
    }

    @Test func `nobody is told of what the role may not read`() async throws {
        func tables(_ role: RoleName?) async throws -> [String: [String]] {
            let description = try #require(await tool.describe(for: ask(role)))
            return Dictionary(
                uniqueKeysWithValues: description.sources.map { source in
                    (source.name, source.fields.map { "\($0.name) \($0.type ?? "-")" })
                })
        }
        #expect(
            try await tables(nil) == [
                "customer": ["id INTEGER", "name TEXT"],
                "purchase": ["id INTEGER", "customer_id INTEGER", "cents INTEGER"],
            ])
        #expect(try await tables("clerk") == ["customer": ["id INTEGER", "name TEXT"]])
        #expect(
            try await tables("auditor") == [
                "customer": ["id INTEGER"], "purchase": ["id INTEGER", "customer_id INTEGER", "cents INTEGER"],
                "secret": ["id INTEGER", "code TEXT"], "spent": ["cents INTEGER"],
            ])
        #expect(await tool.describe(for: ask("boss")) == nil)
    }

    @Test func `a refusal names the role and not what there is`() async throws {
        let error = try #require(
            await #expect(throws: RouterError.self) {
                try await tool.approve(Plan(sql: "SELECT 1"), for: ask("boss"), at: Shop.noon)
            })
        #expect(error.detail == "no role named boss is configured")
        #expect(error.hint?.contains("clerk") == false)
    }
}
