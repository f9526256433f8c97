import Testing

@testable import SQLSandbox

@Suite struct CostlyTextsTests {
    /// A refusal that is noted at 100 s, and what is said of its text later.
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var code = SQLRefusal.Code.tooComplex
        var cost = CostlyTexts.cost
        var later = Duration.zero
        let isRefused: Bool
    }

    @Test(arguments: [
        Row(testDescription: "at once", isRefused: true),
        Row(testDescription: "just before the period ends", later: .seconds(60) - .nanoseconds(1), isRefused: true),
        Row(testDescription: "as the period ends", later: .seconds(60), isRefused: false),
        Row(testDescription: "a little cheaper", cost: CostlyTexts.cost - .nanoseconds(1), isRefused: false),
        Row(testDescription: "invalid, which a new schema may mend", code: .invalid, isRefused: false),
        Row(testDescription: "no database", code: .databaseUnavailable, isRefused: false),
    ])
    func `a text is refused at once for as long as it is remembered`(_ row: Row) {
        let texts = CostlyTexts()
        let refusal = SQLRefusal(row.code, detail: "…")
        let begin = Duration.seconds(100)
        texts.note(refusal, of: StatementKey("SELECT 1"), after: row.cost, at: begin)
        let found = texts.refusal(of: StatementKey("SELECT 1"), at: begin + row.later)
        #expect(found == (row.isRefused ? refusal : nil))
        #expect(texts.refusal(of: StatementKey("SELECT 2"), at: begin) == nil)
    }

    @Test func `what is remembered is bounded`() {
        let texts = CostlyTexts()
        let refusal = SQLRefusal(.tooComplex, detail: "…")
        for number in 0..<40_000 {
            texts.note(refusal, of: StatementKey("SELECT \(number)"), after: .seconds(1), at: .zero)
        }
        let remembered = (0..<40_000).count { texts.refusal(of: StatementKey("SELECT \($0)"), at: .zero) != nil }
        #expect((1_000...16_000).contains(remembered))
    }
}
