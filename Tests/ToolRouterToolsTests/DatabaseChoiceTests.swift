import Testing
import ToolRouter
import ToolRouterTools

@Suite struct DatabaseChoiceTests {
    private let plan = Plan(sql: "SELECT count(*) FROM customer")

    @Test func `a request need not name the only database`() async throws {
        let shop = try Shop()
        try shop.build("shop")
        let call = try await shop.tool("shop").approve(plan, for: Shop.ask("How many?"), at: Shop.noon)
        #expect(try await call.run(at: Shop.noon).count == 3)
    }

    @Test(arguments: ["shap", "SHOP", "", "../shop", "shop.sqlite"])
    func `an unknown database is refused by its name, with those that are served`(name: String) async throws {
        let shop = try Shop()
        try shop.build("shop")
        let tool = try shop.tool("shop")
        let request = Shop.ask("SELECT 1", DatabaseName(name))
        let ofFingerprint = await #expect(throws: RouterError.self) { try await tool.fingerprint(for: request) }
        let ofApproval = await #expect(throws: RouterError.self) {
            _ = try await tool.approve(plan, for: request, at: Shop.noon)
        }
        for error in [ofFingerprint, ofApproval] {
            #expect(error?.code == .unknownDatabase)
            #expect(error?.detail.contains("no database named \(name)") == true)
            #expect(error?.hint == "name one of shop")
        }
        #expect(await tool.recognise(request, at: Shop.noon) == nil)
    }

    @Test func `where several are served a request must name one`() async throws {
        let shop = try Shop()
        try shop.build("west", "INSERT INTO customer VALUES (4, 'Edsger');")
        try shop.build("east")
        let tool = try shop.tool("west", "east")
        let error = await #expect(throws: RouterError.self) {
            _ = try await tool.approve(plan, for: Shop.ask("How many?"), at: Shop.noon)
        }
        #expect(error?.code == .unknownDatabase)
        #expect(error?.hint == "name one of east, west")

        let call = try await tool.approve(plan, for: Shop.ask("How many?", "west"), at: Shop.noon)
        #expect(try await call.run(at: Shop.noon).count == 4)
    }
}

extension ToolResult {
    /// The number in a result of one row and one column.
    var count: Int64? {
        guard case .rows(let result) = self, case .integer(let count) = result.rows.first?.first else { return nil }
        return count
    }
}
