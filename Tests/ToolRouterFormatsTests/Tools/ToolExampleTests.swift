import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

/// The example that the page on tools of one's own shows: it is compiled here, read from a configuration and asked.
@Suite struct ToolExampleTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    private static let page = folder.appending(
        path: "../../../Sources/ToolRouter/ToolRouter.docc/Tools.md"
    ).standardized

    @Test func `the page shows the example as it is compiled`() throws {
        let source = try String(contentsOf: Self.folder.appending(path: "RatesTool.swift"), encoding: .utf8)
        let page = try String(contentsOf: Self.page, encoding: .utf8)
        #expect(page.contains("```swift\n\(source)```\n"))
    }

    private func tool() throws -> RatesTool {
        let node = try ConfigurationNode(yaml: "{EUR: 1000000, SEK: 87000}", file: "scenario.yaml")
        let settings = try RatesSettings(node, in: ConfigurationFolder(Self.folder, called: "the folder"))
        return RatesTool(rates: settings.rates)
    }

    private let request = Request(id: "r-1", caller: Caller(tenant: "shops"), question: "100 euros in kronor?")

    @Test func `what its guard approves runs`() async throws {
        let plan = Plan(
            tool: "rates", arguments: ["amount": .number("100"), "from": .string("EUR"), "to": .string("SEK")])
        let call = try await tool().approve(plan, for: request, at: Timestamp(nanoseconds: 0))
        let result = try await call.run(at: Timestamp(nanoseconds: 0))
        #expect(result == .rows(ResultSet(columns: ["amount", "currency"], rows: [[.integer(1_149), .text("SEK")]])))
    }

    @Test(
        arguments: [
            ["amount": .number("1e3"), "from": .string("EUR"), "to": .string("SEK")],
            ["amount": .number("-1"), "from": .string("EUR"), "to": .string("SEK")],
            ["amount": .string("100"), "from": .string("EUR"), "to": .string("SEK")],
            ["amount": .number("100"), "from": .string("XXX"), "to": .string("SEK")],
            ["amount": .number("100"), "from": .string("EUR")],
            ["amount": .number("100"), "from": .string("EUR"), "to": .string("SEK"), "and": .null],
        ] as [[String: PlanArgument]])
    func `what a model makes up is refused`(_ arguments: [String: PlanArgument]) async throws {
        let tool = try tool()
        let refusal = await #expect(throws: RouterError.self) {
            try await tool.approve(
                Plan(tool: "rates", arguments: arguments), for: request, at: Timestamp(nanoseconds: 0))
        }
        #expect(refusal?.code == .argumentInvalid)
    }
}
