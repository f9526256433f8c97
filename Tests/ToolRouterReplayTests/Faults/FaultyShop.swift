import Foundation
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterReplay

/// A real replay of a small scenario under a fault plan: four requests of two tenants, the third of which asks what the first asked.
struct FaultyShop {
    /// What came of it.
    struct Outcome {
        /// The answers, by request.
        var answers: [String: Answer] = [:]
        /// The broken invariants, in words.
        var breaches: [String] = []
        /// What was injected, in order.
        var faults: [InjectedFault] = []
        /// How long each request took, by true time.
        var latencies: [String: Duration] = [:]
        var counts: [FaultCount] = []
        var totals = Totals()

        /// The answer to a request, as a code or an outcome with its source, and `~` before what is second best.
        func ending(_ id: String) -> String {
            guard let answer = answers[id] else { return "nothing" }
            if let code = answer.outcome.error?.code { return code.rawValue }
            let source = answer.source.map { " \($0.rawValue)" } ?? ""
            return (answer.degraded == nil ? "" : "~") + answer.outcome.name + source
        }

        /// How often the first rule was injected.
        var injected: Int { counts.first?.injected ?? 0 }
    }

    private static let database = """
        CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer_id INTEGER, cents INTEGER);
        INSERT INTO customer VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Barbara');
        INSERT INTO purchase VALUES (1, 1, 1250), (2, 1, 300), (3, 2, 999);

        """

    private static let yaml = """
        version: 1
        databases: {shop: shop.sql}
        sql: {budget: {rows: 100, bytes: 200000, operations: 200000}}
        planner: {name: recorded, model: m-1, retries: 0, confidence_threshold: 0.5, next: [{name: backup, model: m-1}]}
        shadow: {next: {model: m-1}}
        cache: {ttl: 1m}
        limits:
          tenant: {requests: 60, per: 1m, burst: 10}
          tokens: {tenant: {tokens: 100000, per: 1m}}
        prices:
          m-1: {input: "2.50", output: "10.00"}

        """

    private static let requests: [(id: String, at: Int, tenant: String, question: String, sql: String)] = [
        ("r-1", 2, "acme", "How many customers are there?", "SELECT count(*) FROM customer"),
        ("r-2", 4, "globex", "Who are they?", "SELECT name FROM customer ORDER BY name"),
        ("r-3", 6, "acme", "How many customers are there?", "SELECT count(*) FROM customer"),
        ("r-4", 8, "acme", "Who spent most?", "SELECT customer_id FROM purchase ORDER BY cents DESC LIMIT 1"),
    ]

    private let folder: String
    private let settings: String

    /// - Parameter change: makes other settings of the scenario's.
    init(_ change: (inout String) -> Void = { _ in }) throws {
        var yaml = Self.yaml
        change(&yaml)
        settings = yaml
        folder = NSTemporaryDirectory() + "toolrouter-faulty-shop-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try settings.write(toFile: folder + "/scenario.yaml", atomically: true, encoding: .utf8)
        try Self.database.write(toFile: folder + "/shop.sql", atomically: true, encoding: .utf8)
        try Self.recording.write(toFile: folder + "/traffic.jsonl", atomically: true, encoding: .utf8)
    }

    /// Removes its files.
    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// The scenario.
    func scenario() throws -> Scenario { try Scenario(path: folder) }

    /// Replays it under `rules`, as the file has them.
    func run(_ rules: String, seed: UInt64 = 7) throws -> Outcome {
        try run(FaultPlan(yaml: "version: 1\nrules:\n" + rules, file: "faults.yaml"), seed: seed)
    }

    /// Replays it under `plan`.
    func run(_ plan: FaultPlan, seed: UInt64 = 7) throws -> Outcome {
        let scenario = try scenario()
        var options = Replay.Options(seed: seed, faults: plan)
        options.folds = .inline
        let ears = Ears()
        let replay = Replay(scenario, databases: try ScenarioDatabases(scenario), options: options)
        var latencies: [String: Duration] = [:]
        let summary = try replay.run(listening: ears, toFaults: ears) { done in
            latencies[done.request.id.text] = .microseconds(done.makeRecord().latencyMicroseconds)
        }
        var outcome = ears.outcome
        outcome.latencies = latencies
        outcome.counts = summary.faults
        outcome.totals = summary.totals
        return outcome
    }

    private static var recording: String {
        let header = """
            {"format":"toolrouter-recording","version":1,"source":"written for a test","epoch":"2026-11-20T09:00:00Z"}

            """
        return header
            + requests.map { request in
                let content = #"{\"tool\":\"sql\",\"sql\":\"\#(request.sql)\",\"confidence\":0.9}"#
                let attempt =
                    #"{"latency_us":900000,"model":"m-1","content":"\#(content)","usage":{"input":800,"output":40}}"#
                let backup = attempt.replacing(#"{"latency_us""#, with: #"{"planner":"backup","latency_us""#)
                return
                    #"{"id":"\#(request.id)","at_us":\#(request.at * 1_000_000),"caller":{"tenant":"\#(request.tenant)","#
                    + #""user":"u-1"},"question":"\#(request.question)","planner":[\#(attempt),\#(backup)],"#
                    + #""shadow":{"next":[\#(attempt)]}}"# + "\n"
            }.joined()
    }

    /// Hears everything, on one thread.
    private final class Ears: EventObserver, BreachObserver, FaultObserver, @unchecked Sendable {
        var outcome = Outcome()

        func observe(_ event: RouterEvent) {
            if case .settled(let answer) = event.kind { outcome.answers[event.request.text] = answer }
        }

        func observe(_ breach: Breach) { outcome.breaches.append("\(breach.invariant): \(breach.words)") }
        func observe(_ fault: InjectedFault) { outcome.faults.append(fault) }
    }
}
