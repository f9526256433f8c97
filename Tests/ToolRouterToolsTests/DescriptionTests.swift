import SQLSandbox
import Testing
import ToolRouter

@testable import ToolRouterTools

/// What planners are told of a database.
@Suite struct DescriptionTests {
    private static let more = """
        CREATE VIEW spending AS SELECT customer_id AS who, sum(cents) AS total FROM purchase GROUP BY 1;
        CREATE VIEW leak AS SELECT code FROM secret;
        CREATE TABLE bill (id INTEGER PRIMARY KEY, purchase_id INTEGER REFERENCES purchase(id), note);
        """

    private func words(_ description: ToolDescription?) -> [String] {
        (description?.sources ?? []).map { source in
            "\(source.name)("
                + source.fields.map { field in
                    [
                        field.name, field.type ?? "", field.isKey ? "KEY" : "",
                        field.references.map { "-> \($0.source).\($0.field)" } ?? "",
                    ]
                    .filter { !$0.isEmpty }.joined(separator: " ")
                }.joined(separator: ", ") + ")"
        }
    }

    @Test func `tables and views are described that can be read`() async throws {
        let shop = try Shop()
        try shop.build("shop", Self.more)
        let policy = SandboxPolicy(tables: .only(["customer", "purchase", "spending", "leak", "bill"]))
        #expect(
            words(await (try shop.tool("shop", policy: policy)).describe(for: Shop.ask("?"))) == [
                "bill(id INTEGER KEY, purchase_id INTEGER -> purchase.id, note)",
                "customer(id INTEGER KEY, name TEXT)",
                "purchase(id INTEGER KEY, customer_id INTEGER, cents INTEGER)", "spending(who INTEGER, total)",
            ])
    }

    @Test func `a caller learns of no table and no column that its role may not read`() async throws {
        let shop = try Shop()
        try shop.build("shop", Self.more)
        func access(_ policy: SandboxPolicy) throws -> SQLAccess {
            SQLAccess(
                databases: ["shop": try Sandbox(opening: "\(shop.path)/shop.sqlite", policy: policy)], policy: policy)
        }
        let clerk = SandboxPolicy(
            tables: .only(["customer", "purchase", "spending"]), deniedColumns: ["purchase": ["cents"]])
        let tool = SQLTool(try access(Shop.policy), roles: ["clerk": try access(clerk)])
        var request = Shop.ask("?")
        #expect(words(await tool.describe(for: request)).count == 2)
        request.caller.role = "clerk"
        #expect(
            words(await tool.describe(for: request)) == [
                "customer(id INTEGER KEY, name TEXT)", "purchase(id INTEGER KEY, customer_id INTEGER)",
            ])
        request.caller.role = "nobody"
        #expect(await tool.describe(for: request) == nil)
    }

    @Test func `a database that is not there can't be described`() async throws {
        let shop = try Shop()
        try shop.build("shop")
        #expect(await (try shop.tool("shop")).describe(for: Shop.ask("?", "other")) == nil)
    }
}
