import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterReplay

/// A replay of a scenario whose questions are answered by a service.
struct ServiceReplayTests {
    private static let yaml = """
        version: 1
        databases: {shop: shop.sql}
        planner: {name: recorded, model: m-1, retries: 0}
        cache: {ttl: 1m}
        rest:
          duration: 250ms
          endpoints:
            weather:
              url: https://api.example.com/v1/{city}
              parameters: {city: {type: string, longest: 20}}
              headers: {authorization: {env: NOBODY_SETS_THIS, prefix: "Bearer "}}
              FRESH

        """

    private static func line(_ number: Int, _ question: String, city: String, tools: String) -> String {
        let content = #"{\"tool\":\"rest\",\"endpoint\":\"weather\",\"parameters\":{\"city\":\"\#(city)\"}}"#
        return
            #"{"id":"r-\#(number)","at_us":\#(number * 2_000_000),"caller":{"tenant":"acme","user":"u"},"question":"\#(question)","#
            + #""planner":[{"latency_us":100000,"model":"m-1","content":"\#(content)"}]\#(tools)}"# + "\n"
    }

    private static func recorded(_ members: String) -> String {
        #","tools":{"rest":[{"latency_us":41000,"endpoint":"weather",\#(members)}]}"#
    }

    /// Replays four requests, and returns how each ended, how long it took, and what was missing.
    private func run(fresh: String = "", faults: String? = nil) throws -> [String: (
        ending: String, latency: Int64, miss: String?
    )] {
        let world = try RecordedWorld()
        let traffic =
            #"{"format":"toolrouter-recording","version":1,"source":"a test","epoch":"2026-11-20T09:00:00Z"}"# + "\n"
            + Self.line(
                1, "Paris?", city: "Paris",
                tools: Self.recorded(#""parameters":{"city":"Paris"},"status":200,"body":"{\"t\":21}""#))
            + Self.line(2, "Oslo?", city: "Oslo", tools: Self.recorded(#""error":"service_timeout""#))
            + Self.line(3, "Paris?", city: "Paris", tools: "")
            + Self.line(
                4, "Rome?", city: "Rome",
                tools: Self.recorded(#""parameters":{"city":"Paris"},"status":200,"body":"{}""#))
        try Self.yaml.replacing("FRESH", with: fresh).write(
            toFile: world.path + "/scenario.yaml", atomically: true, encoding: .utf8)
        try "CREATE TABLE t (a);\n".write(toFile: world.path + "/shop.sql", atomically: true, encoding: .utf8)
        try traffic.write(toFile: world.path + "/traffic.jsonl", atomically: true, encoding: .utf8)
        let scenario = try Scenario(path: world.path)
        let plan = try faults.map {
            try FaultPlan(yaml: "version: 1\nrules:\n  - " + $0, file: "faults.yaml", targets: FaultTargets(scenario))
        }
        var options = Replay.Options(seed: 7, faults: plan)
        options.folds = .inline
        let replay = Replay(scenario, databases: try ScenarioDatabases(scenario), options: options)
        let ears = Ears()
        var endings: [String: (ending: String, latency: Int64, miss: String?)] = [:]
        _ = try replay.run(listening: ears) { done in
            let record = done.makeRecord()
            let ending = record.code?.rawValue ?? "\(record.outcome) \(record.source?.rawValue ?? "")"
            endings[done.request.id.text] = (ending, record.latencyMicroseconds, done.recordingMiss)
        }
        #expect(ears.breaches == [])
        return endings
    }

    private final class Ears: EventObserver, BreachObserver, @unchecked Sendable {
        var breaches: [String] = []
        func observe(_ event: RouterEvent) {}
        func observe(_ breach: Breach) { breaches.append("\(breach.invariant): \(breach.words)") }
    }

    @Test func `a replay answers from the recording, in the recorded time`() throws {
        let endings = try run()
        #expect(endings["r-1"]?.ending == "answered planner")
        #expect(endings["r-1"]?.latency == 141_000)
        #expect(endings["r-2"]?.ending == "service_timeout")
        // Its reply is that of the first one who asked the same, its time the configured one.
        #expect(endings["r-3"]?.ending == "answered planner")
        #expect(endings["r-3"]?.latency == 350_000)
        // What was recorded was another call.
        #expect(endings["r-4"]?.ending == "service_unreachable")
        #expect(endings["r-4"]?.miss == "the recorded call of rest differs in its field `parameters`")
        #expect(endings.filter { $0.value.miss != nil }.count == 1)
    }

    @Test func `a reply is recalled as long as it is fresh`() throws {
        #expect(try run(fresh: "fresh_for: 3s")["r-3"]?.ending == "answered planner")
        #expect(try run(fresh: "fresh_for: 30s")["r-3"]?.ending == "answered cache")
    }

    @Test(arguments: [
        ("{name: a, target: tool.rest, kind: error, code: service_failed}", "service_failed", "service_failed"),
        ("{name: a, target: tool.rest, kind: latency, delay: 5s}", "answered planner", "service_timeout"),
        ("{name: a, target: tool.rest, kind: hang}", "deadline_exceeded", "deadline_exceeded"),
        ("{name: a, target: tool, kind: latency, delay: 60s}", "deadline_exceeded", "deadline_exceeded"),
        ("{name: a, target: tool.sql, kind: error, code: sql_failed}", "answered planner", "service_timeout"),
    ])
    func `faults of tools are faults of services`(rule: String, first: String, second: String) throws {
        let endings = try run(faults: rule)
        #expect(endings["r-1"]?.ending == first)
        #expect(endings["r-2"]?.ending == second)
    }

    @Test(arguments: [
        "{name: a, target: tool.rest, kind: error, code: database_busy}",
        "{name: a, target: tool.sql, kind: error, code: service_failed}",
        "{name: a, target: tool.docs, kind: hang}",
    ])
    func `a fault that the tool can't have is refused`(rule: String) {
        #expect(throws: FileError.self) { try run(faults: rule) }
    }
}
