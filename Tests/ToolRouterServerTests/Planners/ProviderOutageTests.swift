import Foundation
import RouterTesting
import SQLSandbox
import Synchronization
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

    @Test func `the next planner answers while the first one's circuit is open, which closes by itself`() async throws {
        let isDown = Mutex(true)
        let first = try await ProviderServer { _, _ in
            isDown.withLock { $0 } ? .hangUp : .answer(200, Replies.chat())
        }
        let second = try await ProviderServer(.answer(200, Replies.chat()))
        let scheduler = LiveScheduler()
        var configuration = RouterConfiguration()
        configuration.retry.retries = 0
        configuration.breaker.failures = 2
        configuration.breaker.openFor = .milliseconds(200)
        configuration.deadline = PlannerWorld.patience
        let live = try Self.live([first.url, second.url], scheduler, configuration)
        let log = EventLog()
        let router = Router(
            configuration: configuration, scheduler: scheduler, planners: live.planners,
            tools: [ScriptedTool(scheduler: scheduler, duration: .zero)], store: nil, observer: log)
        for number in 0..<2 {
            let answer = await router.answer(.asking("question \(number)", id: RequestID("r-\(number)")))
            #expect(answer.outcome.name == "answered" && answer.planner == "next1")
        }
        #expect(log.circuitChanges == [.open])
        let asked = first.arrivals.count
        let answer = await router.answer(.asking("question 2", id: "r-2"))
        #expect(answer.planner == "next1" && first.arrivals.count == asked, "an open circuit leaves the provider alone")
        isDown.withLock { $0 = false }
        try await scheduler.sleep(for: .milliseconds(250))
        let healed = await router.answer(.asking("question 3", id: "r-3"))
        #expect(healed.planner == "main" && healed.degraded == nil)
        #expect(log.circuitChanges == [.open, .halfOpen, .closed])
        await live.close()
        await first.close()
        await second.close()
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
