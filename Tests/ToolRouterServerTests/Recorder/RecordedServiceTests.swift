import Foundation
import NIOHTTP1
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterTools

@testable import ToolRouterServer

/// A server that records what it is asked.
@Suite struct RecordedServiceTests {
    private func world(
        _ directory: String?, hasKeys: Bool = false, attemptTimeout: Int = 20_000,
        _ change: @escaping (inout RecordSettings) -> Void = { _ in }
    ) throws -> ServiceWorld {
        let node = try ConfigurationNode.constant(
            "version: 1\nplanner: {name: planner, model: model-a, retries: 0, attempt_timeout: \(attemptTimeout)ms}\n"
                + "sql: {tables: [customer]}\n")
        if let directory {
            try OutputFile.write(
                "CREATE TABLE customer(id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE secret(code TEXT);\n",
                to: directory + "/shop.sql")
        }
        return try ServiceWorld(hasKeys: hasKeys) { settings in
            var record = RecordSettings()
            record.directory = directory
            change(&record)
            settings.record = record
            settings.source = RecordingSource(node: node)
            settings.router.router.attemptTimeout = .milliseconds(attemptTimeout)
            guard let directory else { return }
            // What is recorded names its database, and outlives the world's own folder.
            settings.router.databases = [("shop", directory + "/shop.sql")]
        }
    }

    /// The lines of the one scenario below a folder.
    private func lines(below directory: String) throws -> (header: RecordingHeader, [RecordedExchange]) {
        let paths = RecordingFolder.closedSegments(below: directory).map(\.path)
        let reader = try RecordingReader(path: try #require(paths.first))
        var exchanges: [RecordedExchange] = []
        while let exchange = try reader.next() { exchanges.append(exchange) }
        return (reader.header, exchanges)
    }

    @Test func `every request is a line, refused and failed ones, too, and no key is in any`() async throws {
        let scratch = try OutputFolder.scratch()
        let world = try world(scratch.path, hasKeys: true)
        let key = ServiceWorld.key
        let answered = await world.ask("Who are they?", key: key)
        let refused = await world.ask("SELECT * FROM secret", key: key)
        let unknown = await world.ask("Who?", key: key, #", "database": "nowhere""#)
        world.planner.say(.failure(.http(status: 500, retryAfter: nil)))
        let failed = await world.ask("Is \(ServiceWorld.adminKey) or sk-abcdefghij0123456789xy a key?", key: key)
        await world.live.close()
        let (header, exchanges) = try lines(below: scratch.path)
        #expect(exchanges.map(\.id) == [answered, refused, unknown, failed].map(\.id))
        #expect(exchanges.map { $0.answered?.outcome } == ["answered", "refused", "refused", "failed"])
        #expect(exchanges[0].planner.count == 1 && exchanges[0].tools["sql"]?.count == 1)
        #expect(exchanges[0].caller.tenant == "emea")
        #expect(exchanges[3].planner.map(\.outcome) == [.error(.http(status: 500), retryAfter: nil)])
        let sequences = exchanges.flatMap(\.decisions).map(\.sequence)
        #expect(Set(sequences) == Set(0..<Int64(sequences.count)))
        #expect(header.golden?.seed == world.live.settings.router.seed)
        let segment = try #require(RecordingFolder.closedSegments(below: scratch.path).first)
        let text = try String(contentsOfFile: segment.path, encoding: .utf8)
        #expect(!text.contains("tr_a-key") && !text.contains("sk-abc"))
        #expect(!exchanges[3].question.contains("tr_"))
        let folder = URL(filePath: segment.path).deletingLastPathComponent().deletingLastPathComponent().path
        let scenario = try Scenario(path: folder)
        #expect(scenario.settings.router.seed == world.live.settings.router.seed)
        #expect(scenario.listedSettings == header.golden?.madeFrom?.settings)
        #expect(scenario.traffic == [segment.path])
    }

    /// Replays what was recorded below a folder: nothing drifts.
    private func replay(below directory: String) throws {
        let segment = try #require(RecordingFolder.closedSegments(below: directory).first)
        let workspace = Workspace(
            replays: directory + "/replays", goldens: directory + "/goldens", reports: directory + "/reports")
        let report = try ReplayRun(
            scenarios: [
                ScenarioRun(
                    scenario: try Scenario(path: segment.run), workspace: workspace, options: Replay.Options(),
                    isRedacted: false)
            ], jobs: 1
        ).run { _, _ in }
        #expect(report.scenarios.first?.hasGolden == true)
        #expect(report.verdict == .pass, "\(report.scenarios.map(\.findings))")
        #expect(report.verdict.exitCode == 0)
    }

    @Test func `an attempt that timed out is recorded, and replays`() async throws {
        let scratch = try OutputFolder.scratch()
        let world = try world(scratch.path, attemptTimeout: 30)
        world.planner.hesitate(for: .seconds(600))
        let reply = await world.ask("Who are they?")
        #expect(reply.code == "planner_timeout")
        await world.live.close()
        let exchanges = try lines(below: scratch.path).1
        #expect(exchanges.map { $0.answered?.outcome } == ["failed"])
        #expect(exchanges[0].planner.count == 1)
        try replay(below: scratch.path)
    }

    @Test func `a request whose deadline passed is recorded, and replays`() async throws {
        let scratch = try OutputFolder.scratch()
        let world = try world(scratch.path)
        world.planner.hesitate(for: .seconds(600))
        let reply = await world.ask("Who are they?", #", "deadline_ms": 50"#)
        #expect(reply.code == "deadline_exceeded")
        await world.live.close()
        #expect(try lines(below: scratch.path).1.map(\.deadline) == [.milliseconds(50)])
        try replay(below: scratch.path)
    }

    @Test func `a plan that a caller brought is recorded as what it is, and replays`() async throws {
        let scratch = try OutputFolder.scratch()
        let world = try world(scratch.path)
        let asked = await world.call("ask", #"{"question":"Who are they?"}"#)
        let called = await world.call("sql", #"{"sql":"SELECT name FROM customer"}"#)
        let stated = await world.ask("SELECT name FROM customer")
        let refused = await world.call("sql", #"{"sql":"SELECT code FROM secret","database":"shop"}"#)
        let empty = await world.call("sql", #"{"sql":" "}"#)
        await world.live.close()
        let exchanges = try lines(below: scratch.path).1
        #expect(exchanges.map(\.id) == [asked, called, stated, refused, empty].map(\.id))
        #expect(
            exchanges.map { $0.plan?.plan.sql } == [
                nil, "SELECT name FROM customer", nil, "SELECT code FROM secret", " ",
            ])
        #expect(exchanges[1].question == #"{"sql":"SELECT name FROM customer"}"#)
        #expect(exchanges[3].database == "shop")
        #expect(exchanges.map { $0.answered?.code } == [nil, nil, nil, .tableDenied, .sqlEmpty])
        // The same statement, as a plan and as a question, is one golden record.
        var (plan, question) = (try #require(exchanges[1].answered), try #require(exchanges[2].answered))
        plan.id = question.id
        (plan.latencyMicroseconds, question.latencyMicroseconds) = (0, 0)
        #expect(plan == question)
        try replay(below: scratch.path)
    }

    @Test func `a plan that a caller brought is redacted as replies are, and replays`() async throws {
        let scratch = try OutputFolder.scratch()
        let pattern = try LinearPattern("Ada")
        let world = try world(scratch.path) { $0.redaction = [RedactionRule(.pattern(pattern), .text("\"X\""))] }
        #expect(await world.call("sql", #"{"sql":"SELECT name FROM customer WHERE name = 'Ada'"}"#).status == 200)
        await world.live.close()
        let exchanges = try lines(below: scratch.path).1
        #expect(exchanges[0].plan?.plan.sql == "SELECT name FROM customer WHERE name = '\"X\"'")
        #expect(!exchanges[0].question.contains("Ada"))
        try replay(below: scratch.path)
    }

    @Test func `a recording without content has no plan either`() async throws {
        let scratch = try OutputFolder.scratch()
        let world = try world(scratch.path) { $0.content = .none }
        #expect(await world.call("sql", #"{"sql":"SELECT name FROM customer"}"#).status == 200)
        await world.live.close()
        let exchanges = try lines(below: scratch.path).1
        #expect(exchanges.map(\.plan) == [nil])
        #expect(!exchanges[0].question.contains("SELECT"))
        try replay(below: scratch.path)
    }

    @Test func `a caller who hung up is recorded, and replays`() async throws {
        let scratch = try OutputFolder.scratch()
        let world = try world(scratch.path)
        world.planner.hesitate(for: .seconds(600))
        let asking = Task { await world.ask("Who are they?") }
        while world.planner.calls == 0 { await Task.yield() }
        asking.cancel()
        _ = await asking.value
        await world.live.close()
        let exchanges = try lines(below: scratch.path).1
        #expect(exchanges.count == 1 && exchanges[0].hangsUpAfter != nil)
        try replay(below: scratch.path)
    }

    @Test func `what a pattern took out of question, reply and statement is gone, and replays`() async throws {
        let scratch = try OutputFolder.scratch()
        let pattern = try LinearPattern("Ada")
        let world = try world(scratch.path) { $0.redaction = [RedactionRule(.pattern(pattern), .text("\"X\""))] }
        world.planner.say(
            .success(
                #"{"tool": "sql", "sql": "SELECT name FROM customer\nWHERE name = '\u0041da'", "confidence": 0.9}"#))
        #expect(await world.ask("Is Ada there?").status == 200)
        await world.hasStored(1)
        #expect(await world.ask("Is Ada there?").json["source"] as? String == "cache")
        await world.live.close()
        let exchanges = try lines(below: scratch.path).1
        #expect(exchanges.map(\.question) == [#"Is "X" there?"#, #"Is "X" there?"#])
        #expect(exchanges[0].answered?.sql == "SELECT name FROM customer\nWHERE name = '\"X\"'")
        try replay(below: scratch.path)
    }

    @Test func `what is in memory is given to one at a time`() async throws {
        let world = try world(nil, hasKeys: true)
        let recorder = try #require(world.live.recorder)
        let reply = await recorder.recentTurn.take { await world.reply(.GET, "/v1/recent", key: ServiceWorld.adminKey) }
        #expect(reply?.status == 429 && reply?.code == "rate_limited")
        #expect(reply?.headers["retry-after"] == ["1"])
        #expect(await world.reply(.GET, "/v1/recent", key: ServiceWorld.adminKey).status == 200)
        await world.live.close()
    }

    @Test func `an admin gets the last minutes, others do not`() async throws {
        let world = try world(nil, hasKeys: true)
        _ = await world.ask("Who are they?", key: ServiceWorld.key)
        #expect(await world.reply(.GET, "/v1/recent", key: ServiceWorld.key).status == 403)
        var reply = await world.reply(.GET, "/v1/recent", key: ServiceWorld.adminKey)
        // Its line is made a moment after the last thing that happened to it.
        while reply.headers["x-recorded-requests"] == ["0"] {
            reply = await world.reply(.GET, "/v1/recent", key: ServiceWorld.adminKey)
        }
        #expect(reply.status == 200)
        #expect(reply.headers["content-type"] == ["application/x-tar"])
        #expect(reply.text.contains("\"question\":\"Who are they?\""))
        #expect(world.log.all.contains { $0.contains("an admin action") && $0.contains("command=recent") })
        let status = await world.reply(.GET, "/v1/status", key: ServiceWorld.adminKey)
        #expect((status.json["recorder"] as? [String: Any])?["recent"] as? Int == 1)
        let metrics = await world.reply(.GET, "/metrics", key: ServiceWorld.adminKey)
        #expect(metrics.text.contains("toolrouter_recorder_requests_total{result=\"written\"} 1"))
        await world.live.close()
    }

    @Test func `a server without a recorder says so`() async throws {
        let world = try ServiceWorld(hasKeys: true)
        #expect(await world.reply(.GET, "/v1/recent", key: ServiceWorld.adminKey).code == "route_not_found")
        let status = await world.reply(.GET, "/v1/status", key: ServiceWorld.adminKey)
        #expect(status.json["recorder"] is NSNull)
        await world.live.close()
    }

    @Test func `what was in memory is written where the signal asks for it`() async throws {
        let scratch = try OutputFolder.scratch()
        let world = try world(scratch.path)
        _ = await world.ask("Who are they?")
        let recorder = try #require(world.live.recorder)
        while recorder.status.recentRequests == 0 { await Task.yield() }
        await recorder.writeRecent()
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/replays").sorted()
        #expect(names.map { $0.prefix(5) } == ["live-", "recen"])
        let scenario = try Scenario(path: "\(scratch.path)/replays/\(names[1])")
        #expect(try RecordingReader(path: scenario.traffic[0]).next()?.question == "Who are they?")
        await world.live.close()
        let other = try self.world(nil)
        let silent = try #require(other.live.recorder)
        await silent.writeRecent()
        #expect(other.log.all.contains { $0.contains("configure `record.directory`") })
        await other.live.close()
    }

    @Test func `what has no room is dropped and counted, and requests are answered all the same`() async throws {
        let scratch = try OutputFolder.scratch()
        let world = try world(scratch.path) { $0.queueBytes = 100 }
        for _ in 0..<10 { #expect(await world.ask("Who are they?").status == 200) }
        await world.live.close()
        #expect(world.live.recorder?.status.dropped == 10)
        #expect(RecordingFolder.closedSegments(below: scratch.path).isEmpty)
        #expect(world.log.all.contains { $0.contains("the recorder drops requests") })
    }
}
