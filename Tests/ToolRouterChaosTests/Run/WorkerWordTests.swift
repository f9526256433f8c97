import Testing
import ToolRouter
import ToolRouterChaos
import ToolRouterFormats

@Suite struct WorkerWordTests {
    private static let result = {
        var result = ScheduleResult(seed: .max, requests: 200)
        result.events = 4_711
        result.happenings = [HappeningSet(.limitHit), HappeningSet(.candidateLeftAlone)]
        result.faults = [InjectedCount(target: "planner.\"b\"", kind: "error", wanted: 3, injected: 2)]
        result.failures = [
            ScheduleOutcome.Failure(
                symptom: .invariant("one_answer", stage: .settle, code: .plannerTimeout), request: RequestID("r-1\n"),
                at: .nanoseconds(1_500_000_001), words: "expected one; found two / \u{1B}[31m"),
            ScheduleOutcome.Failure(symptom: .endless, words: ""),
        ]
        return result
    }()

    @Test(arguments: [
        WorkerWord.opening, .began(run: 3, number: 12, seed: .max, requests: 0),
        .done(run: 0, number: 1_000_000, result), .failed(code: 65, words: "a\nb"),
    ])
    func `what a worker says is one line, and is read as it was said`(_ word: WorkerWord) throws {
        #expect(word.line.last == "\n" && !word.line.dropLast().contains("\n"))
        #expect(try WorkerWord(Array(word.line.dropLast().utf8), JSONLineReader()) == word)
    }

    @Test(arguments: ["", "hello", "{\"say\":\"done\"}", "{\"say\":\"began\",\"run\":0}"])
    func `what is no word is refused`(_ line: String) {
        #expect(throws: FileError.Reason.self) { try WorkerWord(Array(line.utf8), JSONLineReader()) }
    }

    @Test(arguments: [Ticket(run: 0, number: 0), Ticket(run: 7, number: 123_456, planted: "lost-answers")])
    func `a ticket is read as it was written`(_ ticket: Ticket) {
        #expect(Ticket(String(ticket.line.dropLast())) == ticket)
    }

    @Test(arguments: ["", "1", "1 2", "1 2 3 4", "a 2 -", "1 -2 -", "1  -"])
    func `what is no ticket is refused`(_ line: String) {
        #expect(Ticket(line) == nil)
    }

    @Test func `a ticket of a newer run makes a worker forget those before`() {
        let inbox = TicketInbox()
        for number in 0..<3 { inbox.add(Ticket(run: 0, number: number)) }
        #expect(inbox.next().number == 0)
        inbox.add(Ticket(run: 1, number: 9))
        #expect(inbox.next() == Ticket(run: 1, number: 9))
    }
}
