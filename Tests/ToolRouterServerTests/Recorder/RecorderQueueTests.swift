import Testing
import ToolRouter

@testable import ToolRouterServer

/// The bound of what waits to be recorded.
@Suite struct RecorderQueueTests {
    private static let now = Timestamp(microseconds: 1)

    private func received(_ number: Int) -> RouterEvent {
        RecordedEvents(RequestID("q-\(number)"), question: String(repeating: "x", count: 488), at: Self.now).all[0]
    }

    @Test func `beyond the bound requests are dropped as a whole, and counted`() {
        var queue = RecorderQueue(limit: 10_000)
        for number in 0..<100 { _ = queue.take(received(number)) }
        let batch = queue.hand()
        #expect(batch.events.count == 10)
        #expect(batch.dropped == 90 && batch.isFull && batch.broken.isEmpty)
        #expect(queue.bytes == 10_000)
        queue.release(10_000)
        #expect(!queue.hand().isFull)
        _ = queue.take(received(100))
        #expect(queue.hand().events.count == 1)
    }

    @Test func `what belongs to a request that was begun has room once more, and then the request is broken`() {
        var queue = RecorderQueue(limit: 1_000)
        _ = queue.take(received(1))
        let event = RouterEvent(
            request: "q-1", at: Self.now, .attemptStarted(PlannerAttempt(number: 1, planner: "p", model: "m")))
        for _ in 0..<20 { _ = queue.take(event) }
        let batch = queue.hand()
        #expect(queue.bytes <= 2_000)
        #expect(batch.broken == ["q-1"])
        var open = OpenExchanges(candidateModels: [:])
        for event in batch.events { _ = open.take(event) }
        let forgotten = open.forget(batch.broken)
        #expect(forgotten.count == 1 && forgotten.bytes == queue.bytes)
        #expect(open.count == 0)
    }
}
