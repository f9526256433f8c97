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
        current: PlanVerdict = .approved, at hours: Int64 = 0, cost: String? = "0.001",
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
            request: Request(id: RequestID("r-\(number)"), caller: Caller(tenant: "emea"), question: "q"),
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
            ]).candidates.first)
        #expect(found.pairs == DiscordantPairs(better: 1, worse: 3))
        #expect(found.records.judged == 5)
        #expect(found.records.pairs[VerdictPair(current: .approved, candidate: .unjudged)] == 1)
        #expect(found.verdict == .goOn && found.stillNeeded != nil)
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
