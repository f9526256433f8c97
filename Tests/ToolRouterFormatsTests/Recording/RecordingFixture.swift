import Foundation
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

/// A folder of its own for one test, removed at the end.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "toolrouter-recording-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes `content` as the file `name` and returns its path.
    func file(_ name: String, _ content: some Sequence<UInt8>) throws -> String {
        let file = "\(path)/\(name)"
        try Data(content).write(to: URL(filePath: file))
        return file
    }
}

/// Recordings as text.
enum RecordingFixture {
    static let header =
        #"{"format":"toolrouter-recording","version":1,"source":"test","epoch":"2026-11-20T09:00:00Z"}"#

    /// The shortest exchange.
    static func line(_ id: String, at microseconds: Int64) -> String {
        #"{"id":"\#(id)","at_us":\#(microseconds),"caller":{"tenant":"emea"},"question":"How many?"}"#
    }

    /// A recording of these lines.
    static func text(_ lines: [String]) -> String {
        ([header] + lines).map { $0 + "\n" }.joined()
    }

    /// Every exchange of the recording at `path`.
    static func exchanges(_ path: String) throws -> [RecordedExchange] {
        let reader = try RecordingReader(path: path)
        var exchanges = [RecordedExchange]()
        while let exchange = try reader.next() { exchanges.append(exchange) }
        return exchanges
    }

    /// An exchange with every field there is.
    static let full = RecordedExchange(
        id: "r-0000017", atMicroseconds: 48_213_000,
        caller: RecordedCaller(tenant: "emea", user: "u-12", ip: "10.1.0.9"),
        question: "Wie viele \"Sänger\"\n🎤?", database: "sales", bypassCache: true,
        plan: RecordedPlan(
            tool: "rest",
            arguments: [
                "endpoint": .string("e"),
                "parameters": .object(["a": .list([.number("1.50"), .bool(true), .null]), "b": .string("ü")]),
            ]), deadline: .seconds(30),
        hangsUpAfter: .milliseconds(5),
        planner: [
            RecordedAttempt(
                latency: .milliseconds(20), outcome: .error(.http(status: 429), retryAfter: .seconds(2))),
            RecordedAttempt(latency: .seconds(1), outcome: .error(.timeout, retryAfter: nil)),
            RecordedAttempt(latency: .zero, outcome: .error(.connection, retryAfter: nil)),
            RecordedAttempt(
                planner: "second", latency: .milliseconds(812), model: "gpt-4o-2024-08-06", promptSHA256: "ab12",
                outcome: .reply(
                    content: #"{"tool":"sql"}"#,
                    usage: TokenUsage(input: 812, cachedInput: 1, cacheWrite: 2, output: 64, reasoning: 3),
                    finishReason: "stop")),
        ],
        shadow: [
            "zeta": [RecordedAttempt(latency: .zero, outcome: .error(.timeout, retryAfter: nil))],
            "alpha": [
                RecordedAttempt(
                    latency: .microseconds(7),
                    outcome: .reply(content: "", usage: TokenUsage(), finishReason: nil))
            ],
        ],
        tools: [
            "sql": [RecordedToolCall(latency: .microseconds(9))],
            "rest": [RecordedToolCall(latency: .microseconds(41_000), status: 200, body: "{}")],
        ],
        expected: ExpectedAnswer(tool: .sql, sql: "SELECT 1", orderMatters: true),
        decisions: [RecordedDecision(stage: "admit", atMicroseconds: 48_213_001, sequence: 4)])
}
