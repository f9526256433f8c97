import Testing
import ToolRouter

@testable import ToolRouterServer

/// The bound of what waits to be recorded.
@Suite struct RecorderQueueTests {
    private static let now = Timestamp(microseconds: 1)

    private func received(_ number: Int) throws -> RecorderNote {
        try #require(
            RecorderNote(
                RecordedEvents(
                    RequestID("q-\(number)"), question: String(repeating: "x", count: 488), at: Self.now
                ).all[0]))
    }

    @Test func `beyond the bound requests are dropped as a whole, and counted`() throws {
        var queue = RecorderQueue(limit: 10_000)
        for number in 0..<100 { _ = queue.take(try received(number)) }
        var notes: [RecorderNote] = []
        let batch = queue.hand(&notes)
        #expect(notes.count == 10)
        #expect(batch.dropped == 90 && batch.isFull && batch.broken.isEmpty)
        #expect(queue.bytes == 10_000)
        queue.release(10_000)
        notes = []
        #expect(!queue.hand(&notes).isFull)
        _ = queue.take(try received(100))
        _ = queue.hand(&notes)
        #expect(notes.count == 1)
    }

    @Test func `what belongs to a request that was begun has room once more, and then the request is broken`() throws {
        var queue = RecorderQueue(limit: 1_000)
        _ = queue.take(try received(1))
        let event = RouterEvent(
            request: "q-1", at: Self.now, .attemptStarted(PlannerAttempt(number: 1, planner: "p", model: "m")))
        let note = try #require(RecorderNote(event))
        for _ in 0..<20 { _ = queue.take(note) }
        var notes: [RecorderNote] = []
        let batch = queue.hand(&notes)
        #expect(queue.bytes <= 2_000)
        #expect(batch.broken == [RecorderNote.key(of: "q-1")])
        var open = OpenExchanges(candidateModels: [:])
        for note in notes { _ = open.take(note) }
        let forgotten = open.forget(batch.broken)
        #expect(forgotten.count == 1 && forgotten.bytes == queue.bytes)
        #expect(open.count == 0)
    }

    /// A disk that stalls is when notes get lost, and then a request arrives and loses one in the same batch.
    @Test func `a request that lacks a note has no line, in whatever batch it came`() throws {
        var queue = RecorderQueue(limit: 1_000)
        var events = RecordedEvents("q-1", at: Self.now)
        for _ in 0..<30 { events.decide(.ask) }
        events.settle(.clarification(.noTool))
        for note in events.all.compactMap(RecorderNote.init) { _ = queue.take(note) }
        var notes: [RecorderNote] = []
        let standing = queue.hand(&notes)
        let redactor = Redactor(RecordSettings(), secrets: [], keys: [], environment: [:])
        let thread = RecorderThread(
            open: OpenExchanges(candidateModels: [:]),
            maker: ExchangeMaker(epoch: Self.now, first: "gpt", prompts: [:]), redactor: redactor, writer: nil,
            ring: nil)
        let pass = thread.pass(notes, standing, at: events.now)
        #expect(pass.dropped == 1 && pass.released == queue.bytes)
        thread.end(at: events.now)
        #expect(thread.status(droppedBefore: 0).written == 0)
    }

    @Test func `rows count as what they take, whatever is in few cells`() {
        let long = Value.text(String(repeating: "x", count: 100_000))
        let rows = ResultSet(columns: ["a"], rows: Array(repeating: [long], count: 10))
        let answer = Answer(request: "q-1", outcome: .answered(.rows(rows)), bill: .nothing)
        #expect(LeftAnswer(answer).bytes > 1_000_000)
        let many = ResultSet(columns: ["a"], rows: Array(repeating: [long], count: 100_000))
        #expect(
            LeftAnswer(Answer(request: "q-1", outcome: .answered(.rows(many)), bill: .nothing)).bytes > 9_000_000_000)
    }
}
