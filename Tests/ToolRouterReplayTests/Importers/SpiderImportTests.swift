import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterTools

struct SpiderImportTests {
    private let fixture: SpiderFixture

    init() throws {
        fixture = try SpiderFixture()
    }

    @Test func `questions take turns at the moments of the trace, which starts again after a second`() throws {
        var progress = [Int]()
        let summary = try fixture.spiderImport(shadow: ["bad"]).run { progress.append($0) }
        #expect(progress == [5])
        #expect(summary.requests == 5)
        #expect(summary.questions == 3)
        #expect(summary.databases == ["cars", "pets"])
        #expect(summary.rounds == 3)
        #expect(summary.span == .nanoseconds(2 * 5_314_578_100))

        let reader = try RecordingReader(path: fixture.path + "/out/traffic.jsonl")
        #expect(reader.header.epoch == RFC3339.timestamp("2023-11-16T18:15:46Z"))
        let exchanges = try SpiderFixture.exchanges(fixture.path + "/out/traffic.jsonl")
        #expect(exchanges.map(\.id) == ["r-0000000", "r-0000001", "r-0000002", "r-0000003", "r-0000004"])
        #expect(exchanges.map(\.question) == ["How many?", "Which?", "Where?", "How many?", "Which?"])
        #expect(exchanges.map(\.database?.text) == ["cars", "pets", "cars", "cars", "pets"])
        // Offsets are cut to whole microseconds from the exact sum, so that rounding never adds up.
        #expect(exchanges.map(\.atMicroseconds) == [680_590, 4_995_169, 5_995_169, 10_309_747, 11_309_747])
    }

    @Test func `a request carries prediction, tokens, latency and truth`() throws {
        _ = try fixture.spiderImport(shadow: ["bad"], requests: 1).run { _ in }
        let exchange = try #require(try SpiderFixture.exchanges(fixture.path + "/out/traffic.jsonl").first)
        let usage = TokenUsage(input: 374, output: 44)
        #expect(
            exchange.planner == [
                RecordedAttempt(
                    latency: .microseconds(828_000), model: "good",
                    outcome: .reply(
                        content: #"{"tool":"sql","sql":"SELECT \"a\"  ;"}"#, usage: usage, finishReason: "stop"))
            ])
        #expect(
            exchange.shadow == [
                "bad": [
                    RecordedAttempt(
                        latency: .microseconds(828_000), model: "bad",
                        outcome: .reply(
                            content: #"{"tool":"sql","sql":"SELEC"}"#, usage: usage, finishReason: "stop"))
                ]
            ])
        #expect(exchange.expected == ExpectedAnswer(tool: .sql, sql: "SELECT 1", orderMatters: false))
        #expect(try fixture.files("out") == ["databases", "databases/cars.sqlite", "scenario.yaml", "traffic.jsonl"])
        #expect(try fixture.text("out/databases/cars.sqlite") == "cars")
    }

    @Test func `a user always belongs to the same tenant, and every user asks`() throws {
        _ = try fixture.spiderImport(requests: 300, users: 9).run { _ in }
        var tenants = [UserID: Set<TenantID>]()
        for exchange in try SpiderFixture.exchanges(fixture.path + "/out/traffic.jsonl") {
            tenants[try #require(exchange.caller.user), default: []].insert(exchange.caller.tenant)
        }
        #expect(tenants.keys.sorted().map(\.text) == (0..<9).map { "u-\($0)" })
        #expect(tenants.values.allSatisfy { $0.count == 1 })
        #expect(tenants.values.reduce(into: Set()) { $0.formUnion($1) }.isSubset(of: ["t-0", "t-1", "t-2"]))
    }

    @Test func `the same arguments make the same bytes, another seed other callers only`() throws {
        for (seed, output) in [(7, "a"), (7, "b"), (8, "c")] {
            _ = try fixture.spiderImport(requests: 50, seed: UInt64(seed), output: output).run { _ in }
        }
        for name in ["traffic.jsonl", "scenario.yaml"] {
            #expect(try fixture.text("a/\(name)") == fixture.text("b/\(name)"))
            #expect(try fixture.text("a/\(name)") != fixture.text("c/\(name)"))
        }
        let first = try SpiderFixture.exchanges(fixture.path + "/a/traffic.jsonl")
        let other = try SpiderFixture.exchanges(fixture.path + "/c/traffic.jsonl")
        #expect(first.map(\.planner) == other.map(\.planner))
        #expect(first.map(\.atMicroseconds) == other.map(\.atMicroseconds))
    }

    @Test func `the scenario names what it needs, with every name quoted`() throws {
        _ = try fixture.spiderImport(shadow: ["bad"]).run { _ in }
        #expect(
            try fixture.text("out/scenario.yaml") == """
                # Made by `toolrouter import spider`; importing again into this folder replaces this file.
                version: 1
                description: "Spider questions as planned by good, arriving as in arrivals.csv"
                # Chance in the scenario draws from it: which user asks, and every fault.
                seed: 7
                databases:
                  "cars": "databases/cars.sqlite"
                  "pets": "databases/pets.sqlite"
                # Spider's statements write texts in double quotes.
                sql: {double_quoted_strings: allow}
                planner: {name: "good", model: "good"}
                # Candidates: planned beside the planner above, compared, never executed while serving.
                shadow:
                  "bad": {model: "bad"}
                # They are compared on every question, however many arrive at once.
                load: {candidate_calls: 100000}

                """)
        _ = try fixture.spiderImport(output: "alone").run { _ in }
        #expect(try !fixture.text("alone/scenario.yaml").contains("shadow"))
    }

    @Test func `a name that YAML would take for something else stays a name`() throws {
        let planner = "no: \"#\n"
        try fixture.write("predictions.jsonl", ##"{"idx":3,"planner":"no: \"#\n","sql":"SELECT 1"}"##)
        _ = try fixture.spiderImport(planner: planner, requests: 1).run { _ in }
        #expect(
            try fixture.text("out/scenario.yaml").contains(
                ##"planner: {name: "no: \"#\n", model: "no: \"#\n"}"##))
    }

    @Test func `an earlier import is replaced, other files beside it stay`() throws {
        _ = try fixture.spiderImport().run { _ in }
        try fixture.write("out/faults.yaml", "mine")
        try fixture.write("databases/cars.sqlite", "new cars")
        _ = try fixture.spiderImport(requests: 2).run { _ in }
        #expect(try SpiderFixture.exchanges(fixture.path + "/out/traffic.jsonl").count == 2)
        #expect(try fixture.text("out/databases/cars.sqlite") == "new cars")
        #expect(try fixture.text("out/faults.yaml") == "mine")
    }

    @Test func `an empty folder is written to`() throws {
        try FileManager.default.createDirectory(atPath: fixture.path + "/out", withIntermediateDirectories: false)
        _ = try fixture.spiderImport().run { _ in }
        #expect(try SpiderFixture.exchanges(fixture.path + "/out/traffic.jsonl").count == 5)
    }
}
