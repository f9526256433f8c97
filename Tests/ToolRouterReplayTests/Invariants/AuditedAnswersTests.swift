import RouterTesting
import Testing

@testable import ToolRouter
@testable import ToolRouterReplay

struct AuditedAnswersTests {
    private static let unavailable = RouterError.auditUnavailable(at: .settle)

    /// Requests that were answered, those among them that were told that there is no record, the requests that records are of, and
    /// how many breaches that is.
    private static let rows: [(name: String, answered: [RequestID], told: Set<RequestID>, records: [RequestID], Int)] =
        [
            ("one each", ["a", "b"], [], ["b", "a"], 0),
            ("one is missing", ["a", "b"], [], ["a"], 1),
            ("one too many", ["a", "b"], [], ["a", "b", "b"], 1),
            ("two of one and none of another", ["a", "b"], [], ["a", "a"], 1),
            ("one that is told so has none", ["a", "b"], ["b"], ["a"], 0),
            ("one that is told so has one", ["a", "b"], ["b"], ["a", "b"], 0),
            ("another one has none", ["a", "b"], ["b"], ["b"], 1),
            ("one that is told so, and two of another", ["a", "b"], ["b"], ["a", "a"], 1),
            ("more than there are", ["a", "b"], ["b"], ["a", "b", "b"], 1),
        ]

    @Test(arguments: rows)
    func `each answer has its own record`(
        row: (name: String, answered: [RequestID], told: Set<RequestID>, records: [RequestID], breaches: Int)
    ) {
        let board = InvariantBoard([AuditedAnswers()], start: InvariantStory.start)
        for id in row.answered {
            board.observe(RouterEvent(request: id, at: InvariantStory.start, .arrived(id)))
            let outcome: Answer.Outcome = row.told.contains(id) ? Answer.Outcome(Self.unavailable) : .answered(.twoRows)
            board.observe(RouterEvent(request: id, at: InvariantStory.start, .ended(outcome, to: id)))
        }
        let log = InMemoryAuditLog()
        for id in row.records {
            let answer = Answer(request: id, outcome: .answered(.twoRows), bill: .nothing)
            log.append(
                AuditRecord(
                    request: .asking(id: id), at: InvariantStory.start,
                    .answer(answer, AuditRecord.Course(arrivedAt: InvariantStory.start, planner: "main"))),
                done: { _ in })
        }
        board.finish(totals: Totals(), audit: log.sums)
        #expect(board.findings.count(of: "audited_answers") == row.breaches, "\(row.name): \(board.findings.breaches)")
    }

    @Test func `what a log lost that was made to fail is not held against its sums, but against answers`() {
        let board = InvariantBoard([AuditedAnswers(), ShadowsCompared()], start: InvariantStory.start)
        board.observe(RouterEvent(request: "a", at: InvariantStory.start, .arrived("a")))
        board.observe(RouterEvent(request: "a", at: InvariantStory.start, .answered(to: "a")))
        var totals = Totals()
        totals.observe(RouterEvent(request: "a", at: InvariantStory.start, .replied(TokenUsage(input: 1), "1")))
        board.finish(totals: totals, audit: InMemoryAuditLog().sums, losesRecords: true)
        #expect(board.findings.breaches.map(\.found) == ["0"])
    }
}
