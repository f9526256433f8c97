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
}
