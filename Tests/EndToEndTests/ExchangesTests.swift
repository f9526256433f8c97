import Foundation
import Testing

/// `toolrouter import openai-exchanges` on exchanges that others recorded; they lie beside the package, not in it.
@Suite(.enabled(if: Exchanges.file != nil, "needs ../shared/data/exchanges beside the package"))
struct ExchangesTests {
    private struct Recorded: Decodable {
        struct Attempt: Decodable {
            struct Failure: Decodable {
                let kind: String
                let status: Int?
            }

            let model: String?
            let content: String?
            let usage: [String: Int]?
            let finishReason: String?
            let error: Failure?

            enum CodingKeys: String, CodingKey {
                case model, content, usage, error
                case finishReason = "finish_reason"
            }
        }

        let id: String
        let question: String
        let planner: [Attempt]
    }

    /// A line of a recording in the words of the table.
    private static func row(_ request: Recorded, _ code: String?) throws -> String {
        let attempt = try #require(request.planner.first)
        #expect(request.planner.count == 1 && !request.question.isEmpty)
        let kind = attempt.error.map { "\($0.kind)-\($0.status ?? 0)" } ?? "reply"
        let buckets = ["input", "cached_input", "cache_write", "cache_write_1h", "output", "reasoning"]
        let usage = attempt.usage.map { usage in buckets.map { "\(usage[$0] ?? 0)" }.joined(separator: "/") }
        let model = attempt.error == nil ? attempt.model : nil
        return [
            request.id.replacing("line-", with: ""), kind, model ?? "-", attempt.finishReason ?? "-", usage ?? "-",
            code ?? "-",
        ]
        .joined(separator: " ")
    }

    @Test func `each of 171 exchanges is read as its body says, and answered by its code`() throws {
        let workplace = try Workplace()
        let run = try workplace.run(
            "import", "openai-exchanges", #require(Exchanges.file), "--output", "replays/exchanges")
        try #require(run.code == 0, "\(run.errors)")
        #expect(run.text.hasPrefix("replays/exchanges: 171 exchanges, 158 replies; replay it:"))
        #expect(run.text.hasSuffix("  nothing was left out\n"))
        #expect(try workplace.run("replay").code == 3)
        let answers = try workplace.answers("reports/exchanges/answers.jsonl")
        let requests = try workplace.folder.text("replays/exchanges/traffic.jsonl").split(separator: "\n").dropFirst()
            .map { try JSONDecoder().decode(Recorded.self, from: Data($0.utf8)) }
        let found = try requests.map { try Self.row($0, answers[$0.id]?.code) }
        let expected = ExchangeTable.rows.split(separator: "\n").map(String.init)
        #expect(found.count == 171 && expected.count == 171)
        for (found, expected) in zip(found, expected) { #expect(found == expected) }
    }
}

private enum Exchanges {
    static let file = Package.shared("data/exchanges/exchanges.jsonl")
}
