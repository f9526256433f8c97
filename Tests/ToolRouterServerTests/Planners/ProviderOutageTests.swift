import Foundation
import RouterTesting
import SQLSandbox
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterServer

/// A router over providers that fail and come back.
@Suite struct ProviderOutageTests {
    private static func live(
        _ urls: [String], _ scheduler: LiveScheduler, _ configuration: RouterConfiguration = RouterConfiguration()
    ) throws -> LivePlanners {
        var settings = RouterSettings(
            databases: [("shop", "/shop.sqlite")], planner: PlannerSettings(name: "main", model: "m", provider: "p0"))
        settings.nextPlanners = urls.indices.dropFirst().map {
            PlannerSettings(name: PlannerName("next\($0)"), model: "m", provider: "p\($0)")
        }
        settings.router = configuration
        let yaml = urls.enumerated().map { "p\($0): {api: openai-chat, url: '\($1)'}" }.joined(separator: "\n")
        let folder = ConfigurationFolder(
            URL(filePath: "/nowhere", directoryHint: .isDirectory), called: "the folder of server.yaml")
        return try LivePlanners.make(
            settings, providers: try .read(ConfigurationNode(yaml: yaml, file: "server.yaml"), in: folder),
            environment: [:], scheduler: scheduler)
    }

    /// A router over two providers, the first of which hangs up on the first two requests.
    private struct Outage {
        let first: ProviderServer
        private let second: ProviderServer
        let scheduler = LiveScheduler()
        let log = EventLog()
        private let live: LivePlanners
        private let router: Router

        /// - Parameter openFor: how long the circuit of a planner stays open that has failed twice.
        init(openFor: Duration) async throws {
            first = try await ProviderServer { number, _ in number < 2 ? .hangUp : .answer(200, Replies.chat()) }
            second = try await ProviderServer(.answer(200, Replies.chat()))
            var configuration = RouterConfiguration()
            configuration.retry.retries = 0
            configuration.breaker.failures = 2
            configuration.breaker.openFor = openFor
            configuration.breaker.maximumOpen = openFor
            configuration.deadline = PlannerWorld.patience
            live = try ProviderOutageTests.live([first.url, second.url], scheduler, configuration)
            router = Router(
                configuration: configuration, scheduler: scheduler, planners: live.planners,
                tools: [ScriptedTool(scheduler: scheduler, duration: .zero)], store: nil, observer: log)
        }

        func ask(_ number: Int) async -> Answer {
            await router.answer(.asking("question \(number)", id: RequestID("r-\(number)")))
        }

        func close() async {
            await live.close()
            await first.close()
            await second.close()
        }
    }

    @Test func `while the first one's circuit is open, the next planner answers and the first is left alone`()
        async throws
    {
        let outage = try await Outage(openFor: .seconds(3_600))
        for number in 0..<3 {
            let answer = await outage.ask(number)
            #expect(answer.outcome.name == "answered" && answer.planner == "next1")
        }
        #expect(outage.first.arrivals.count == 2)
        #expect(outage.log.circuitChanges == [.open])
        await outage.close()
    }

    @Test func `a circuit that was open long enough closes by itself`() async throws {
        let outage = try await Outage(openFor: .milliseconds(1))
        for number in 0..<2 { #expect(await outage.ask(number).planner == "next1") }
        try await outage.scheduler.sleep(for: .milliseconds(5))
        let healed = await outage.ask(2)
        #expect(healed.planner == "main" && healed.degraded == nil)
        #expect(outage.log.circuitChanges == [.open, .halfOpen, .closed])
        await outage.close()
    }

    @Test func `a plan that the guard refused goes back with the hint, and the better one runs`() async throws {
        let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
            path: "outage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "shop.sqlite").path
        try DatabaseScript.build(
            "CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO customer VALUES (1, 'Ada');",
            at: path)
        let server = try await ProviderServer { number, _ in
            .answer(
                200,
                Replies.chat(
                    #"{"tool":"sql","sql":"SELECT name FROM \#(number == 0 ? "customers" : "customer")","confidence":1}"#
                ))
        }
        let scheduler = LiveScheduler()
        var configuration = RouterConfiguration()
        configuration.repairs = 1
        let live = try Self.live([server.url], scheduler, configuration)
        let policy = SandboxPolicy()
        let tool = SQLTool(databases: ["shop": try Sandbox(opening: path, policy: policy)], policy: policy)
        let router = Router(
            configuration: configuration, scheduler: scheduler, planners: live.planners, tools: [tool], store: nil,
            observer: EventLog())
        let answer = await router.answer(.asking("Who buys here?"))
        guard case .answered(.rows(let rows)) = answer.outcome else {
            Issue.record("found \(answer.outcome)")
            return
        }
        #expect(rows.rows == [[.text("Ada")]])
        #expect(server.arrivals.count == 2)
        let (asked, mended) = (server.arrivals[0].body, server.arrivals[1].body)
        #expect(
            asked.contains(
                #"\"tables\":[{\"name\":\"customer\",\"columns\":{\"id\":\"INTEGER PRIMARY KEY\",\"name\":\"TEXT\"}}]"#)
        )
        #expect(!asked.contains("SELECT name FROM customers"))
        #expect(mended.contains("SELECT name FROM customers") && mended.contains(#"\"code\":\"sql_unknown_table\""#))
        #expect(answer.bill.usage == TokenUsage(input: 240, output: 40), "both replies are paid for")
        await live.close()
        await server.close()
    }
}
