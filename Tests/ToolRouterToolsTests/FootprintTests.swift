import SQLSandbox
import Testing
import ToolRouter

@testable import ToolRouterTools

@Suite struct FootprintTests {
    private let shop: Shop

    init() throws {
        shop = try Shop()
        try shop.build("shop")
    }

    private func approve(_ sql: String) async throws -> any ApprovedCall {
        try await shop.tool("shop").approve(Plan(sql: sql), for: Shop.ask("?"), at: Shop.noon)
    }

    @Test func `a call says what it reads and calls`() async throws {
        let footprint = try await approve("SELECT upper(name) FROM customer").footprint
        #expect(footprint.tables == ["customer"] && footprint.columns == ["customer.name"])
        #expect(footprint.functions == ["upper"] && footprint.program != nil && footprint.clock == .nothing)
    }

    @Test(arguments: [
        ("SELECT date('now')", ClockReading.day, ClockReading.day), ("SELECT datetime('now')", .instant, .instant),
        ("SELECT strftime('%Y', name) FROM customer", .instant, .nothing),
    ])
    func `once it has run a call knows what it has read of the clock`(
        sql: String, before: ClockReading, after: ClockReading
    ) async throws {
        let call = try await approve(sql)
        #expect(call.footprint.clock == before)
        _ = try await call.run(at: Shop.noon)
        #expect(call.footprint.clock == after)
    }
}
