import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterReplay

struct CasePolicyLedgerTests {
    /// One request of a run and its golden.
    struct Request: Sendable {
        var id: RequestID = "r-1"
        /// Whether the golden, if it has one, answered.
        var golden: AnswerRecord? = .answered()
        var now: AnswerRecord? = .answered()
        var truth: CaseTruth?
        /// Whether the golden was right; nil where nobody can tell.
        var wasRight: Bool?
        var isFailing = true

        func take(_ ledger: inout CasePolicyLedger) {
            var (golden, now) = (golden, now)
            golden?.id = id
            now?.id = id
            let drift =
                if let golden, let now {
                    Drift(golden: golden, actual: now, sql: nil, question: nil, recordingMiss: nil)
                } else if let golden {
                    Drift(missing: golden)
                } else if let now {
                    Drift(new: now, question: nil, recordingMiss: nil)
                } else {
                    Drift?.none
                }
            var subject = now.map { GoldenComparison.Subject($0, question: nil, recordingMiss: nil, sequence: 0) }
            subject?.facts = CaseFacts(
                truth: truth, expected: truth == nil ? nil : ExpectedAnswer(tool: .sql, sql: "SELECT 1"),
                caller: Caller(tenant: "t"), view: DatabaseView(database: nil, role: nil),
                at: Timestamp(nanoseconds: 0), isAsked: true
            )
            let compared = GoldenComparison.ComparedRequest(subject: subject, placement: nil, drift: drift)
            ledger.take(compared, isFailing: isFailing && drift != nil) { _, _ in wasRight }
        }
    }

    private static let failed: AnswerRecord = {
        var record = AnswerRecord.answered()
        (record.outcome, record.code, record.result) = ("failed", .plannerTimeout, nil)
        return record
    }()
    private static let otherRows: AnswerRecord = {
        var record = AnswerRecord.answered()
        record.result?.bag = "cc"
        return record
    }()
    private static let expected = CasePolicy.everyRequiredCasePasses(.withExpectedAnswer)
    private static let listed = CasePolicy.everyRequiredCasePasses(.listed(["r-1", "r-2"]))
    private static let approved = CasePolicy.noApprovedPassingCaseMayRegress

    /// A policy, the requests of a run, and what comes of it.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let policy: CasePolicy
        let requests: [Request]
        let outcome: GateResult.Outcome
        let words: String

        init(
            _ name: String, _ policy: CasePolicy, _ requests: [Request], _ outcome: GateResult.Outcome, _ words: String
        ) {
            (testDescription, self.policy, self.requests) = (name, policy, requests)
            (self.outcome, self.words) = (outcome, words)
        }
    }

    static let rows = [
        Row("unchanged and right", expected, [Request(truth: .right)], .passed, "1 required case, none failed"),
        Row(
            "unchanged and wrong as before", expected, [Request(truth: .wrong)], .failed,
            "1 of 1 required case failed: r-1 (not strictly right)"),
        Row(
            "unchanged, and nobody knows", expected, [Request(truth: .unknown)], .failed,
            "1 of 1 required case failed: r-1 (nobody knows whether it is right)"),
        Row(
            "right and drifted", expected, [Request(now: otherRows, truth: .right)], .failed,
            "1 of 1 required case failed: r-1 (drifted: result at stage run)"),
        Row(
            "right, and its drift is information", expected,
            [Request(now: otherRows, truth: .right, isFailing: false)], .passed, "1 required case, none failed"),
        Row(
            "nothing expected of any", expected, [Request()], .inconclusive,
            "no request of the recording has an expected answer"),
        Row(
            "a new request that is right", expected, [Request(golden: nil, truth: .right)], .failed,
            "1 of 1 required case failed: r-1 (drifted: new)"),
        Row(
            "listed ones without a truth", listed, [Request(), Request(id: "r-2"), Request(id: "r-3", now: failed)],
            .passed, "2 required cases, none failed"),
        Row(
            "a listed one that fails", listed, [Request(), Request(id: "r-2", now: failed)], .failed,
            "1 of 2 required cases failed: r-2 (drifted: outcome, code at stage settle)"),
        Row(
            "a listed one that nobody asked", listed, [Request()], .failed,
            "1 of 2 required cases failed: r-2 (the run has no such request)"),
        Row("answered as before", approved, [Request()], .passed, "1 approved passing case, none failed"),
        Row(
            "answered with other rows, where nobody knows the right ones", approved, [Request(now: otherRows)],
            .passed, "1 approved passing case, none failed"),
        Row(
            "no longer answered", approved, [Request(now: failed)], .failed,
            "1 of 1 approved passing case failed: r-1 (now failed: planner_timeout)"),
        Row(
            "no longer asked", approved, [Request(now: nil)], .failed,
            "1 of 1 approved passing case failed: r-1 (the run has no such request)"),
        Row(
            "right before and wrong now, as information", approved,
            [Request(now: otherRows, truth: .wrong, wasRight: true, isFailing: false)], .failed,
            "1 of 1 approved passing case failed: r-1 (now not strictly right)"),
        Row(
            "wrong before and not answered now", approved,
            [Request(now: failed, truth: .wrong, wasRight: false), Request(id: "r-2")], .passed,
            "1 approved passing case, none failed"),
        Row(
            "wrong before and right now", approved, [Request(now: otherRows, truth: .right, wasRight: false)],
            .inconclusive, "the golden passes no case"),
        Row("wrong as before", approved, [Request(truth: .wrong)], .inconclusive, "the golden passes no case"),
        Row(
            "failed before and answered now", approved, [Request(golden: failed)], .inconclusive,
            "the golden passes no case"),
        Row("a new request", approved, [Request(golden: nil)], .inconclusive, "the golden passes no case"),
    ]

    @Test(arguments: rows)
    func `a policy on cases judges`(row: Row) {
        var ledger = CasePolicyLedger([row.policy])
        for request in row.requests { request.take(&ledger) }
        let results = ledger.results()
        #expect(results.map(\.name) == [row.policy.name])
        #expect(results.map(\.outcome) == [row.outcome])
        #expect(results.map(\.words) == [row.words])
    }

    @Test func `ten cases are named, and the others counted`() {
        var ledger = CasePolicyLedger([Self.approved])
        for number in 0..<12 { Request(id: RequestID("r-\(number)"), now: Self.failed).take(&ledger) }
        let words = ledger.results()[0].words
        #expect(words.hasPrefix("12 of 12 approved passing cases failed: r-0 ("))
        #expect(words.hasSuffix("r-9 (now failed: planner_timeout), and 2 more"))
    }
}
