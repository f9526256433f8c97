import Foundation
import Testing
import ToolRouter
import ToolRouterFormats

/// Recordings that hold no content: what a reader gives in its place, and that nothing of it is written.
struct ShapeOnlyTests {
    private let folder: TemporaryFolder
    private static let header =
        #"{"format":"toolrouter-recording","version":2,"source":"test","epoch":"2026-11-20T09:00:00Z","content":"none"}"#

    init() throws {
        folder = try TemporaryFolder()
    }

    private func read(_ line: String) throws -> RecordedExchange {
        let path = try folder.file("traffic.jsonl", (Self.header + "\n" + line + "\n").utf8)
        return try #require(RecordingFixture.exchanges(path).first)
    }

    @Test func `a reader gives a question of its own and a statement that reads nothing`() throws {
        let exchange = try read(
            #"{"id":"r-17","at_us":1,"caller":{"tenant":"t"},"planner":[{"latency_us":2,"model":"m","#
                + #""usage":{"input":3,"output":4},"finish_reason":"length"},{"latency_us":5,"error":{"kind":"timeout"}}],"#
                + #""shadow":{"c":[{"latency_us":6}]}}"#)
        #expect(exchange.question == "(no content) r-17" && exchange.content == .none)
        #expect(
            exchange.planner == [
                RecordedAttempt(
                    latency: .microseconds(2), model: "m",
                    outcome: .reply(
                        content: ContentStandIn.reply, usage: TokenUsage(input: 3, output: 4), finishReason: "length")),
                RecordedAttempt(latency: .microseconds(5), outcome: .error(.timeout, retryAfter: nil)),
            ])
        #expect(
            exchange.shadow["c"]?.first?.outcome
                == .reply(content: ContentStandIn.reply, usage: nil, finishReason: nil))
    }

    @Test func `a question that is there says which requests asked the same`() throws {
        #expect(
            try read(#"{"id":"a","at_us":1,"caller":{"tenant":"t"},"question":"sha256:00"}"#).question == "sha256:00")
    }

    @Test func `content in a recording that has none is a fault`() throws {
        let line = #"{"id":"a","at_us":1,"caller":{"tenant":"t"},"planner":[{"latency_us":2,"content":"SELECT 2"}]}"#
        let error = #expect(throws: FileError.self) { try read(line) }
        #expect(error?.line == 2 && error?.reason.field == "planner[0].content")
        #expect(error?.reason.remedy == "remove it, or `content` from the header")
    }

    @Test func `a writer leaves out what was said, and what is read again is the shape`() throws {
        let path = folder.path + "/traffic.jsonl"
        let header = RecordingHeader(source: "test", epoch: Timestamp(nanoseconds: 0), content: .none)
        let writer = try RecordingWriter(path: path, header: header)
        try writer.write(RecordingFixture.full)
        var hashed = RecordingFixture.full.withoutContent(questionHash: "sha256:00")
        hashed.id = "r-2"
        try writer.write(hashed)
        try writer.finish()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for word in ["Sänger", "SELECT", "tool\\\"", "\"body\"", "\"expected\""] { #expect(!text.contains(word)) }
        #expect(try RecordingFixture.exchanges(path) == [RecordingFixture.full.withoutContent(), hashed])
    }
}
