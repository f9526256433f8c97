import Testing
import ToolRouter

@testable import ToolRouterServer

@Suite struct TrailBookTests {
    private static let start = Timestamp(microseconds: 1_000_000)

    private func event(_ id: RequestID, _ milliseconds: Int = 0) -> RouterEvent {
        RouterEvent(request: id, at: Self.start + .milliseconds(milliseconds), .recalled(.miss))
    }

    @Test func `only those who are followed are remembered, and only until they are asked for`() {
        let book = TrailBook()
        book.observe(event("a"))
        #expect(book.begin("a"))
        book.observe(event("a"))
        book.observe(event("b"))
        book.observe(event("a"))
        #expect(book.end("a").count == 2)
        #expect(book.end("a").isEmpty)
        book.observe(event("a"))
        #expect(book.end("a").isEmpty)
    }

    @Test func `no more are followed than there is room for, and nobody twice`() {
        let book = TrailBook()
        for number in 0..<TrailBook.most { #expect(book.begin(RequestID("\(number)"))) }
        #expect(!book.begin("one more"))
        _ = book.end("0")
        #expect(book.begin("one more"))
        #expect(!book.begin("one more"))
    }

    @Test func `the events of one request have a bound`() {
        let book = TrailBook()
        #expect(book.begin("a"))
        for _ in 0..<1_000 { book.observe(event("a")) }
        #expect(book.end("a").count == 256)
    }

    @Test func `each step begins where the one before ended`() {
        let events = [event("a", 0), event("a", 3), event("a", 10)]
        let steps = TrailStep.steps(of: events, until: Self.start + .milliseconds(12))
        #expect(steps.map(\.at) == [.zero, .zero, .milliseconds(3)])
        #expect(steps.map(\.took) == [.zero, .milliseconds(3), .milliseconds(9)])
    }

    @Test func `nothing that happened is no step`() {
        #expect(TrailStep.steps(of: [], until: Self.start).isEmpty)
    }
}
