import Foundation
import ToolRouter
import ToolRouterFormats

/// A folder with recordings, removed at the end.
final class RecordedWorld {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "toolrouter-world-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a recording and returns its path.
    func recording(
        _ name: String, epoch: Timestamp = Timestamp(nanoseconds: 0), _ exchanges: [RecordedExchange]
    ) throws -> String {
        let file = "\(path)/\(name)"
        let writer = try RecordingWriter(path: file, header: RecordingHeader(source: "test", epoch: epoch))
        for exchange in exchanges { try writer.write(exchange) }
        try writer.finish()
        return file
    }
}

extension RecordedExchange {
    /// A question and what the planner said to it, attempt by attempt.
    static func asked(
        _ id: RequestID, at microseconds: Int64 = 0, _ question: String = "How many?",
        database: DatabaseName? = nil, planner: [String] = [], shadow: [PlannerName: [String]] = [:],
        tools: [ToolName: [RecordedToolCall]] = [:]
    ) -> RecordedExchange {
        RecordedExchange(
            id: id, atMicroseconds: microseconds, caller: RecordedCaller(tenant: "emea"), question: question,
            database: database, planner: planner.map(RecordedAttempt.said),
            shadow: shadow.mapValues { $0.map(RecordedAttempt.said) }, tools: tools)
    }
}

extension RecordedAttempt {
    /// A reply of this text.
    static func said(_ text: String) -> RecordedAttempt {
        RecordedAttempt(
            latency: .milliseconds(1),
            outcome: .reply(content: text, usage: TokenUsage(input: 1, output: 1), finishReason: nil))
    }

    /// The text of a reply.
    var text: String? {
        if case .reply(let content, _, _) = outcome { content } else { nil }
    }
}
