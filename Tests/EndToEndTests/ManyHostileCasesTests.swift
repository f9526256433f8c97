import Foundation
import Testing

/// Reports of many cases whose texts are somebody else's: valid, countable, and below what readers take.
@Suite(
    .enabled(if: JUnitParser.isThere, JUnitParser.missing),
    .enabled(if: JUnitReport.schema != nil, JUnitReport.missing))
struct ManyHostileCasesTests {
    /// GitLab's limits for a file, and that of libxml2 for a text (`XML_MAX_TEXT_LENGTH`).
    private enum Limit {
        static let bytes = 30_000_000
        static let elements = 250_000
        static let text = 10_000_000
    }

    /// How many requests there are, how long the longest question is in bytes, and how long a replay may take.
    struct Size: CustomTestStringConvertible, Sendable {
        let requests: Int
        let longest: Int
        let seconds: Int
        var testDescription: String { "\(requests) requests" }
    }

    /// 100,000 requests take minutes in a debug build.
    static let sizes = [
        ProcessInfo.processInfo.environment["TOOLROUTER_LONG_TESTS"] == "1"
            ? Size(requests: 100_000, longest: 1_000_000, seconds: 1_200)
            : Size(requests: 1_000, longest: 30_000, seconds: 600)
    ]

    /// As they stand in a JSON string.
    private static let texts =
        HostileTextTests.texts + [
            "\\ud83d\\ude42 \\ud83e\\uddd1\\u200d\\ud83d\\ude80", String(repeating: "\\\"", count: 200),
            "\\u0627\\u200f\\u0644 e\\u0301",
        ]

    /// A question of `bytes`: a piece of it has nine.
    private static func question(of bytes: Int) -> String {
        String(repeating: "]]>\\u0000\\ud83d\\ude42\\u001b", count: bytes / 9)
    }

    /// A recording in which every request asks something hostile, and the planner writes `value` into its statement;
    /// the last one has no episode when `isComplete` is false.
    private func recording(_ size: Size, _ value: Int, isComplete: Bool = true) -> String {
        let count = size.requests
        var text = """
            {"format":"toolrouter-recording","version":1,"source":"written for a test","epoch":"2026-11-20T09:00:00Z"}

            """
        for number in 0..<count {
            let question =
                number == 7 ? Self.question(of: size.longest) : "\(Self.texts[number % Self.texts.count]) \(number)"
            let plan = "{\\\"tool\\\":\\\"sql\\\",\\\"sql\\\":\\\"SELECT \(value), \(number)\\\"}"
            let planner =
                isComplete || number < count - 1
                ? ",\"planner\":[{\"latency_us\":900000,\"model\":\"m\",\"content\":\"\(plan)\"}]" : ""
            text += "{\"id\":\"r-\(number)\",\"at_us\":\(number * 1_000),\"caller\":{\"tenant\":\"t\"},"
            text += "\"question\":\"\(question)\"\(planner)}\n"
        }
        return text
    }

    private func replay(_ workplace: Workplace, _ size: Size, _ recording: String) throws -> Int32 {
        try workplace.folder.write(recording, to: "replays/shop/traffic.jsonl")
        return try BuiltTool.run(["replay"], in: workplace.folder, seconds: size.seconds).code
    }

    /// Expects the report to be valid, to be below all limits, and to count so.
    private func expect(_ workplace: Workplace, _ counts: JUnitParser.Counts) throws {
        let path = workplace.folder.file("reports/junit.xml")
        #expect(try JUnitReport.isValid(path))
        let suites = try JUnitParser.suites(of: path)
        #expect(suites.map(\.said) == [counts])
        #expect(suites.map(\.found) == [counts])
        let junit = try JUnitReport(file: path)
        let bytes = try Data(contentsOf: URL(filePath: path)).count
        let longest = junit.elements.map { max($0.text.utf8.count, $0.attributes.map(\.value.utf8.count).max() ?? 0) }
        #expect(bytes < Limit.bytes)
        #expect(junit.elements.count < Limit.elements)
        #expect(longest.max() ?? 0 < Limit.text)
        print(
            "junit.xml: \(bytes) bytes, \(junit.elements.count) elements, longest text \(longest.max() ?? 0), \(counts)"
        )
    }

    @Test(arguments: sizes)
    func `reports without a golden, of passes and of failures are valid and counted alike`(_ size: Size) throws {
        let workplace = try Workplace()
        var shop = Shop()
        shop.requests = []
        shop.settings = "cache: off\n"
        try shop.write(to: workplace)
        try workplace.edit("replays/shop/scenario.yaml", "retries: 0", "retries: 0, longest_question: 1048576")
        // They arrive a millisecond apart.
        try workplace.edit(
            "replays/shop/scenario.yaml", "version: 1\n",
            "version: 1\nload: {requests: 100000, planner_calls: 100000}\n")
        let count = size.requests

        #expect(try replay(workplace, size, recording(size, 1)) == 3)
        try expect(workplace, .init(tests: count + 1, errors: 1, skipped: count))
        #expect(try workplace.run("accept", "--reason", "as found").code == 0)
        #expect(try BuiltTool.run(["replay"], in: workplace.folder, seconds: size.seconds).code == 0)
        try expect(workplace, .init(tests: count))
        let names = try JUnitReport(file: workplace.folder.file("reports/junit.xml")).all("testcase")
            .map { $0.attributes["name"] }

        #expect(try replay(workplace, size, recording(size, 2, isComplete: false)) == 1)
        try expect(workplace, .init(tests: count, failures: count - 1, errors: 1))
        let later = try JUnitReport(file: workplace.folder.file("reports/junit.xml")).all("testcase")
            .map { $0.attributes["name"] }
        #expect(later == names, "readers tell by its name whether a case failed before")
    }
}
