import SQLSandbox
import Testing
import ToolRouter
import ToolRouterTools

@Suite struct FingerprintTests {
    private let request = Shop.ask("How many?")

    @Test func `the same data under the same policy have the same fingerprint`() async throws {
        let shop = try Shop()
        try shop.build("shop")
        let first = try await shop.tool("shop").fingerprint(for: request)
        #expect(try await shop.tool("shop").fingerprint(for: request) == first)
        #expect(first.data == "shop")
    }

    @Test func `a write by somebody else changes the version and nothing else`() async throws {
        let shop = try Shop()
        try shop.build("shop")
        let tool = try shop.tool("shop")
        let before = try await tool.fingerprint(for: request)
        try ShopWriter("\(shop.path)/shop.sqlite").execute("UPDATE customer SET name = 'Edsger' WHERE id = 1")
        let after = try await tool.fingerprint(for: request)
        #expect(after.version != before.version)
        #expect(after.data == before.data && after.policy == before.policy)
    }

    @Test func `another schema changes the version`() async throws {
        let shop = try Shop()
        try shop.build("shop")
        let tool = try shop.tool("shop")
        let before = try await tool.fingerprint(for: request)
        try ShopWriter("\(shop.path)/shop.sqlite").execute("ALTER TABLE customer ADD COLUMN city TEXT")
        #expect(try await tool.fingerprint(for: request).version != before.version)
    }

    /// A policy that differs from the usual one in a single point.
    struct Other: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let policy: SandboxPolicy

        init(_ name: String, _ change: (inout SandboxPolicy) -> Void) {
            testDescription = name
            var policy = Shop.policy
            change(&policy)
            self.policy = policy
        }
    }

    @Test(arguments: [
        Other("another table") { $0.tables = .only(["customer", "purchase", "secret"]) },
        Other("all tables") { $0.tables = .all },
        Other("a function less") { $0.functions.remove("upper") },
        Other("double quotes") { $0.doubleQuotedStrings = true },
        Other("fewer rows") { $0.budget.rows = 10 },
        Other("fewer operations") { $0.budget.operations = 10_000 },
    ])
    func `another policy changes the policy and nothing else`(_ other: Other) async throws {
        let shop = try Shop()
        try shop.build("shop")
        let usual = try await shop.tool("shop").fingerprint(for: request)
        let fingerprint = try await shop.tool("shop", policy: other.policy).fingerprint(for: request)
        #expect(fingerprint.policy != usual.policy)
        #expect(fingerprint.data == usual.data && fingerprint.version == usual.version)
    }

    @Test func `two databases of the same content are not the same data`() async throws {
        let shop = try Shop()
        try shop.build("east")
        try shop.build("west")
        let tool = try shop.tool("east", "west")
        let east = try await tool.fingerprint(for: Shop.ask("How many?", "east"))
        let west = try await tool.fingerprint(for: Shop.ask("How many?", "west"))
        #expect(east != west)
        #expect(east.data == "east" && west.data == "west")
    }
}
