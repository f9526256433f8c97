import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

@Suite struct LivePlannersTests {
    private static func make(
        _ providers: String, environment: [String: String] = ["KEY": "sk-1"],
        _ change: (inout RouterSettings) -> Void = { _ in }
    ) throws -> LivePlanners {
        var settings = RouterSettings(
            databases: [("shop", "/shop.sqlite")], planner: PlannerSettings(name: "main", model: "gpt-4o"))
        change(&settings)
        let node = try ConfigurationNode(yaml: providers, file: "server.yaml")
        let folder = ConfigurationFolder(
            .init(filePath: "/nowhere", directoryHint: .isDirectory), called: "the folder of server.yaml")
        return try LivePlanners.make(
            settings, providers: try Providers.read(node, in: folder), environment: environment,
            scheduler: LiveScheduler())
    }

    @Test func `planners and candidates are made in their order`() async throws {
        let live = try Self.make("a: {api: openai-chat, key_env: KEY}\nb: {api: anthropic-messages}") { settings in
            settings.planner.provider = "a"
            settings.nextPlanners = [PlannerSettings(name: "backup", model: "claude", provider: "b")]
            var shadow = ShadowSettings(name: "cheap", model: "gpt-4o-mini")
            shadow.provider = "a"
            settings.shadows = [shadow]
        }
        #expect(live.planners.map(\.name) == ["main", "backup"] && live.planners.map(\.model) == ["gpt-4o", "claude"])
        #expect(live.candidates.map(\.name) == ["cheap"])
        #expect(Set((live.planners + live.candidates).map(\.promptFingerprint)).count == 1)
        await live.close()
    }

    @Test func `the only provider need not be named`() async throws {
        let live = try Self.make("a: {api: openai-chat}")
        #expect(live.planners.count == 1 && live.candidates.isEmpty)
        await live.close()
    }

    @Test func `a prompt of one's own is another prompt`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "prompts-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(PromptTemplate.standardSource.replacing("You plan", with: "Plan").utf8).write(
            to: folder.appending(path: "own.txt"))
        try Data("hello".utf8).write(to: folder.appending(path: "broken.txt"))
        func read(_ prompt: String) throws -> Providers {
            try Providers.read(
                ConfigurationNode(yaml: "p: {api: openai-chat, prompt: \(prompt)}", file: "server.yaml"),
                in: ConfigurationFolder(folder, called: "the folder of server.yaml"))
        }
        let settings = RouterSettings(databases: [], planner: PlannerSettings(name: "main", model: "m"))
        let live = try LivePlanners.make(
            settings, providers: try read("own.txt"), environment: [:], scheduler: LiveScheduler())
        let standard = try Self.make("p: {api: openai-chat}")
        #expect(live.planners[0].promptFingerprint != standard.planners[0].promptFingerprint)
        let error = #expect(throws: FileError.self) { try read("broken.txt") }
        #expect(error?.description.contains("broken.txt:1: found \"hello\"") == true)
        await live.close()
        await standard.close()
    }

    private static let faults: [(providers: String, change: @Sendable (inout RouterSettings) -> Void, words: String)] =
        [
            (
                "a: {api: openai-chat}\nb: {api: openai-chat}", { _ in },
                "server.yaml: field `planner.provider`: found nothing, expected the name of one of the providers: a, b"
            ),
            ("first: {api: openai-chat}", { $0.planner.provider = "frist" }, "did you mean `first`?"),
            (
                "a: {api: openai-chat}",
                { $0.nextPlanners = [PlannerSettings(name: "n", model: "m", provider: "zzzz")] },
                "field `planner.next[0].provider`: found \"zzzz\""
            ),
            ("a: {api: openai-chat, key_env: MISSING}", { _ in }, "`a.key_env`: found \"MISSING\", which is not set"),
        ]

    @Test(arguments: faults.indices)
    func `a planner that can't be made is said where it stands`(index: Int) {
        let (providers, change, words) = Self.faults[index]
        let error = #expect(throws: FileError.self) { try Self.make(providers, change) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
