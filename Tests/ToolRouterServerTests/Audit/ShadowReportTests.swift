import Foundation
import RouterTesting
import Testing

@testable import ToolRouter
@testable import ToolRouterServer

/// What the records of candidates add up to.
@Suite struct ShadowReportTests {
    /// A record of `candidate`, so many hours after the start.
    private func record(
        _ candidate: PlannerName, _ number: Int, _ end: ShadowEnd = .sameText,
        candidate verdict: PlanVerdict = .approved,
        current: PlanVerdict = .approved, at hours: Int64 = 0, cost: String? = "0.001", asking question: String? = nil,
        _ change: (inout ShadowComparison) -> Void = { _ in }
    ) -> AuditRecord {
        let bill = Bill.one("m", input: 10, cost: cost)
        let plan: Result<Plan, RouterError> =
            end.step < .answered || end == .unreadable
            ? .failure(RouterError(.providerFailed, at: .plan, "no")) : .success(Plan(tool: "sql"))
        var comparison = ShadowComparison.of(
            ShadowProposal(plan: plan, bill: bill, duration: .milliseconds(300)), end, candidate: verdict,
            current: current)
        comparison.currentBill = .one("n", input: 10, cost: "0.004")
        comparison.currentDuration = .milliseconds(900)
        change(&comparison)
        return AuditRecord(
            request: Request(
                id: RequestID("r-\(number)"), caller: Caller(tenant: "emea"), question: question ?? "q \(number)"),
            at: AuditFolder.start + .seconds(hours * 3_600), .shadow(candidate, comparison))
    }

    private func report(
        _ records: [AuditRecord], _ change: (inout ShadowQuery) -> Void = { _ in }
    ) async throws -> ShadowReport {
        let folder = try AuditFolder()
        try await folder.write(records)
        var query = ShadowQuery()
        change(&query)
        return try ShadowReport(query, of: folder.path)
    }

    @Test func `the funnel has a reason for every loss, and each step is a part of the one before`() async throws {
        let records = ShadowEnd.allCases.enumerated().map { number, end in
            record("mini", number, end) { $0.eligible = 10 }
        }
        let found = try #require(try await report(records + [.answer(99)]).candidates.first).records
        #expect(
            ShadowStep.allCases.map(found.reached) == [130, 13, 10, 7, 4],
            "eligible, sampled, dispatched, answered, compared")
        for (step, next) in zip(ShadowStep.allCases.dropFirst(), ShadowStep.allCases.dropFirst(2)) {
            let lost = found.losses(at: step).reduce(0) { $0 + $1.count }
            #expect(found.reached(step) - lost == found.reached(next), "\(step)")
        }
        #expect(found.losses(at: .compared).isEmpty)
        #expect(found.codes == [.providerFailed: 7])
        #expect(found.planners == ["main"])
    }

    @Test func `pairs are those that the guard tells apart, and what nobody judged is none`() async throws {
        let refused = PlanVerdict.refused(.statementDenied)
        let found = try #require(
            try await report([
                record("mini", 1, .different), record("mini", 2, .different, candidate: refused),
                record("mini", 3, .different, current: refused),
                record("mini", 4, .different, candidate: .clarification),
                record("mini", 5, .unreadable, candidate: .absent), record("mini", 6, .currentAbsent, current: .absent),
                record("mini", 7, .unjudged, candidate: .unjudged), record("mini", 8, .timedOut, candidate: .absent),
                record("mini", 9, .unreadable, current: .absent),
                record("mini", 10, .unreadable, candidate: .absent, current: .absent),
            ]).candidates.first)
        #expect(found.pairs == DiscordantPairs(better: 2, worse: 3))
        #expect(found.records.judged == 7 && found.records.repeats == 0)
        #expect(found.records.pairs[VerdictPair(current: .approved, candidate: .unjudged)] == 1)
        #expect(found.verdict == .goOn && found.stillNeeded != nil)
    }

    @Test func `a question that is asked again counts once for each candidate, by its first pair`() async throws {
        let refused = PlanVerdict.refused(.statementDenied)
        let found = try await report(
            [
                // What was lost or not judged is no pair yet.
                record("mini", 1, .timedOut, candidate: .absent, asking: "again"),
                record("mini", 2, .unjudged, candidate: .unjudged, asking: "again"),
                record("mini", 3, .different, candidate: refused, asking: "again"),
                record("mini", 4, .different, current: refused, asking: "again"),
                record("mini", 5, .different, candidate: refused, asking: "once"),
                record("big", 6, .different, current: refused, asking: "again"),
            ] + (10..<30).map { record("mini", $0, .different, candidate: refused, asking: "again") })
        let mini = try #require(found.candidates.last)
        #expect(mini.pairs == DiscordantPairs(better: 0, worse: 2) && mini.verdict == .goOn)
        #expect(mini.records.judged == 2 && mini.records.repeats == 21 && mini.records.beyond == 0)
        #expect(mini.records.pairs[VerdictPair(current: .approved, candidate: .refused)] == 22, "the matrix has all")
        #expect(found.candidates.first?.pairs == DiscordantPairs(better: 1, worse: 0))
    }

    @Test func `a request that another record has counted is eligible once`() async throws {
        let records = [4, 0, 2].enumerated().map { number, eligible in
            record("mini", number) { $0.eligible = eligible }
        }
        #expect(try await report(records).candidates.first?.records.reached(.eligible) == 6)
    }

    @Test func `what the audit dropped in that time is told`() async throws {
        let folder = try AuditFolder()
        try await folder.write((0..<6).map { record("mini", $0, at: Int64($0)) })
        for (seq, detail) in [
            (2, #"{"answer":3,"shadow":2}"#), (3, #"{"last_seq":7,"head_seq":11}"#), (4, #"{"last_seq":7}"#),
            (6, #"{"shadow":100}"#),
        ] {
            try folder.tamper(
                0, "UPDATE record SET kind = 'loss', candidate = NULL, detail = '\(detail)' WHERE seq = \(seq)")
        }
        var query = ShadowQuery()
        query.until = AuditFolder.start + .seconds(5 * 3_600)
        let found = try ShadowReport(query, of: folder.path)
        #expect(found.candidates.first?.records.sampled == 2)
        #expect(found.dropped.comparisons == 2 && found.dropped.records == 9)
        #expect(found.dropped.ofUnknownKind == 4 && found.dropped.uncounted == 1)
    }

    @Test func `costs and times are those of both sides, where both are known`() async throws {
        let found = try #require(
            try await report([
                record("mini", 1), record("mini", 2, cost: nil),
                record("mini", 3) { $0.currentBill = .one("n", input: 1, cost: nil) },
                record("mini", 4, cost: "0.003"), record("mini", 5, .failed),
            ]).candidates.first
        ).records
        #expect(found.unknownCosts == 2)
        #expect(found.cost.candidate.count == 2 && found.cost.current.count == 2)
        #expect(found.cost.candidate.mean.map { Money(yoctodollars: $0).usdText } == "0.002")
        #expect(found.cost.current.mean.map { Money(yoctodollars: $0).usdText } == "0.004")
        #expect(found.time.candidate.count == 4 && found.time.candidate.mean == 300_000)
        #expect(found.time.current.quantile(0.5).map { abs($0 - 900_000) <= 9_000 } == true)
    }

    @Test func `a verdict is said when it is sure, and beside many candidates only when it is surer`() async throws {
        let worse = (0..<8).map { record("mini", $0, .different, candidate: .refused(.statementDenied)) }
        let alone = try #require(try await report(worse).candidates.first)
        #expect(alone.ownVerdict == .worse && alone.verdict == .worse && alone.stillNeeded == 0)
        let others = (0..<20).map { record(PlannerName("other-\($0)"), 100 + $0) }
        let among = try #require(try await report(worse + others).candidates.first { $0.candidate == "mini" })
        #expect(among.ownVerdict == .worse && among.verdict == .goOn)
        // Who looks at one alone has looked at all.
        let chosen = try await report(worse + others) { $0.candidate = "mini" }
        #expect(chosen.candidates.map(\.candidate) == ["mini"] && chosen.tested == 21)
        #expect(chosen.candidates[0].ownVerdict == .worse && chosen.candidates[0].verdict == .goOn)
    }

    @Test func `the planner asked twice is no candidate, and what a candidate is seen beside`() async throws {
        let found = try await report(
            (0..<100).map { record("mini", $0, $0 < 40 ? .different : .sameText) }
                + (0..<100).map { record(.selfNoise, $0, $0 < 5 ? .otherTool : .sameText) })
        #expect(found.candidates.map(\.candidate) == ["mini"])
        #expect(found.selfNoise?.differing == 5)
        let wobble = try #require(found.candidates[0].wobble(beside: found.selfNoise, alpha: found.query.alpha))
        #expect(0.2 < wobble.lower && wobble.lower < 0.35 && 0.35 < wobble.upper && wobble.upper < 0.5)
    }

    @Test func `only what is asked for is read`() async throws {
        let records = [
            record("mini", 1, at: 0), record("mini", 2, at: 5), record("big", 3, at: 5), record("big", 4, at: 9),
        ]
        let all = try await report(records)
        #expect(all.candidates.map(\.candidate) == ["big", "mini"])
        let some = try await report(records) {
            ($0.candidate, $0.since, $0.until) = (
                "big", AuditFolder.start + .seconds(3_600), AuditFolder.start + .seconds(9 * 3_600)
            )
        }
        #expect(some.candidates.map(\.candidate) == ["big"] && some.candidates[0].records.sampled == 1)
    }

    @Test func `nothing to report is said with what to do`() async throws {
        await #expect(throws: NoShadowRecords.self) { try await report([.answer(1)]) }
        let folder = try AuditFolder()
        try await folder.write([record("mini", 1), record(.selfNoise, 2)])
        var query = ShadowQuery()
        query.candidate = "mnii"
        let fault = #expect(throws: NoShadowRecords.self) { try ShadowReport(query, of: folder.path) }
        #expect(fault?.description.contains("there are some with mini") == true)
        #expect(throws: AuditFault.self) { try ShadowReport(ShadowQuery(), of: folder.path + "/nowhere") }
    }

    @Test func `reading can be told to stop`() async throws {
        let folder = try AuditFolder()
        try await folder.write((0..<4_100).map { record("mini", $0) })
        #expect(throws: CancellationError.self) { try ShadowReport(ShadowQuery(), of: folder.path) { _ in false } }
    }

    /// The rest of the row says what it cost, and nothing else.
    @Test func `a record of an older program is counted apart`() async throws {
        let folder = try AuditFolder()
        try await folder.write([record("mini", 1), record("mini", 2)])
        try folder.tamper(0, "UPDATE record SET outcome = NULL, detail = NULL, planner = NULL WHERE seq = 1")
        let found = try #require(try ShadowReport(ShadowQuery(), of: folder.path).candidates.first).records
        #expect(found.withoutEnd == 1 && found.sampled == 1)
    }
}
