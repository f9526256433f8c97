import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// Readers refuse a member that they do not know and name those they do: the schemas must list the same.
@Suite struct SchemaMembersTests {
    /// A place with a closed set of members, and a text that has an unknown one there.
    struct Place: CustomTestStringConvertible, Sendable {
        let path: String
        let text: String

        var testDescription: String { path.isEmpty ? "the whole" : path }

        init(_ path: String, _ text: String) {
            self.path = path
            self.text = text
        }
    }

    /// No reader takes it for a misspelt one, so that its message lists all that there are.
    private static let unknown = "zzzzzzzzzzzzzzzz"

    private let scratch: OutputFolder

    init() throws {
        scratch = try OutputFolder.scratch()
    }

    private func write(_ text: String, to name: String) throws -> String {
        let path = scratch.path + "/" + name
        try text.replacing("?", with: "\"\(Self.unknown)\":1").write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// What stands behind "one of" in a message.
    private func names(_ expected: String) throws -> [String] {
        try #require(expected.hasPrefix("one of "), "\(expected)")
        return expected.dropFirst("one of ".count).split(separator: ", ").map { $0.filter { $0 != "`" } }.sorted()
    }

    private static func attempt(_ members: String) -> String {
        exchange("\"planner\":[{\(members)}]")
    }

    private static func exchange(_ members: String) -> String {
        "{\"id\":\"r\",\"at_us\":0,\"caller\":{\"tenant\":\"t\"},\"question\":\"q\",\(members)}"
    }

    static let recordingPlaces = [
        Place("definitions.exchange", "{?}"),
        Place("definitions.caller", "{\"id\":\"r\",\"at_us\":0,\"caller\":{?}}"),
        Place("definitions.plan", exchange("\"plan\":{?}")),
        Place("definitions.attempt", attempt("?")),
        Place("definitions.usage", attempt("\"latency_us\":0,\"content\":\"c\",\"usage\":{?}")),
        Place("definitions.failure", attempt("\"latency_us\":0,\"error\":{?}")),
        Place("definitions.exchange.properties.tools", exchange("\"tools\":{?}")),
        Place("definitions.toolCall", exchange("\"tools\":{\"rest\":[{?}]}")),
        Place("definitions.expected", exchange("\"expected\":{?}")),
        Place("definitions.decision", exchange("\"decisions\":[{?}]")),
    ]

    @Test(arguments: recordingPlaces)
    func `the reader of recordings and its schema know the same members`(_ place: Place) throws {
        let header = RecordingHeader(source: "test", epoch: Timestamp(nanoseconds: 0)).json
        let reader = try RecordingReader(path: write(header + "\n" + place.text + "\n", to: "traffic.jsonl"))
        let error = #expect(throws: FileError.self) { _ = try reader.next() }
        #expect(try names(#require(error?.reason.expected)) == SchemaFile("recording").members(place.path))
    }

    @Test func `the readers of headers and their schemas know the same members`() throws {
        let recording = #expect(throws: FileError.self) {
            _ = try RecordingReader(
                path: write("{\"format\":\"toolrouter-recording\",\"version\":1,?}\n", to: "traffic.jsonl"))
        }
        #expect(
            try names(#require(recording?.reason.expected)) == SchemaFile("recording").members("definitions.header"))
        let golden = #expect(throws: FileError.self) {
            _ = try GoldenReader(path: write("{\"format\":\"toolrouter-golden\",\"version\":1,?}\n", to: "a.jsonl"))
        }
        #expect(try names(#require(golden?.reason.expected)) == SchemaFile("golden").members("definitions.header"))
    }

    @Test func `the reader of goldens and its schema know the same members`() throws {
        let header = GoldenHeader(scenario: "s", seed: 0, madeWith: []).json
        let reader = try GoldenReader(path: write(header + "\n{?}\n", to: "answers.jsonl"))
        let error = #expect(throws: FileError.self) { _ = try reader.next() }
        #expect(try names(#require(error?.reason.expected)) == SchemaFile("golden").members("definitions.answer"))
    }

    static let scenarioPlaces = [
        Place("", "?"),
        Place("definitions.sql", "\"sql\": {?}"),
        Place("definitions.sql.properties.budget", "\"sql\": {\"budget\": {?}}"),
        Place("definitions.docs", "\"docs\": {?}"),
        Place("definitions.rest", "\"rest\": {?}"),
        Place("definitions.endpoint", "\"rest\": {\"endpoints\": {\"a\": {?}}}"),
        Place(
            "definitions.parameter",
            "\"rest\": {\"endpoints\": {\"a\": {\"url\": \"https://a.example/\", \"parameters\": {\"x\": {?}}}}}"),
        Place("definitions.breaker", "\"breaker\": {?}"),
        Place("definitions.load", "\"load\": {?}"),
        Place("definitions.cache", "\"cache\": {?}"),
        Place("definitions.limits", "\"limits\": {?}"),
        Place("definitions.limit", "\"limits\": {\"ip\": {?}}"),
        Place("definitions.rule", "\"rules\": [{?}]"),
        Place("definitions.datedPrice", "\"prices\": {\"m\": {?}}"),
        Place("definitions.price", "\"prices\": {\"worst_case\": {?}}"),
        Place("definitions.candidate", "\"shadow\": {\"c\": {?}}"),
        Place("definitions.gates", "\"gates\": {?}"),
        Place("definitions.increase", "\"gates\": {\"cost_usd\": {?}}"),
        Place("definitions.candidateGate", "\"gates\": {\"shadow.c\": {?}}"),
        Place("definitions.notWorse", "\"gates\": {\"shadow.c\": {\"not_worse\": {?}}}"),
        Place("definitions.drop", "\"gates\": {\"cache_hit_ratio\": {?}}"),
        Place("definitions.requiredCases", "\"gates\": {\"every_required_case_passes\": {?}}"),
        Place("definitions.passRate", "\"gates\": {\"live.pass_rate\": {?}}"),
        Place("definitions.drift", "\"drift\": {?}"),
        Place("definitions.tolerance", "\"drift\": {\"tolerance\": {?}}"),
        Place("definitions.planner", "\"planner\": {?}"),
    ]

    @Test(arguments: scenarioPlaces)
    func `the reader of scenarios and its schema know the same keys`(_ place: Place) throws {
        _ = try write("", to: "shop.sql")
        _ = try write("", to: "traffic.jsonl")
        let planner = place.text.contains("planner") ? "" : "\"planner\": {\"name\": \"p\"},"
        _ = try write(
            "{\"version\": 1, \"databases\": {\"shop\": \"shop.sql\"}, \(planner) \(place.text)}", to: "scenario.yaml")
        let error = #expect(throws: FileError.self) {
            _ = try Scenario(path: scratch.path)
        }
        #expect(try names(#require(error?.reason.expected)) == SchemaFile("scenario").members(place.path))
    }
}
