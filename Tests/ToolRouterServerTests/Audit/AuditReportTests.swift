import Foundation
import RouterTesting
import Testing
import ToolRouterServer

@testable import ToolRouter

/// What records add up to.
@Suite struct AuditReportTests {
    private func report(
        _ records: [AuditRecord], _ keys: [AuditQuery.Key] = [], _ change: (inout AuditQuery) -> Void = { _ in }
    ) async throws -> AuditReport {
        let folder = try AuditFolder()
        try await folder.write(records)
        var query = AuditQuery()
        query.keys = keys
        change(&query)
        return try AuditReport(query, of: folder.path)
    }

    private static let mixed: Bill = {
        var bill = Bill.one("m", input: 100, cost: "0.001") + Bill.one("n", input: 7, cost: nil)
        precondition(bill.cost.status == .estimated && bill.charges.count == 2)
        bill = bill + Bill.one("m", input: 100, cost: "0.001")
        return bill
    }()

    @Test func `money is added up exactly, to the last of 24 digits`() async throws {
        let amount = "0.000000000000000000000001"
        let report = try await report(
            (0..<1_000).map { .answer($0, bill: .one("m", input: 1, cost: $0 == 0 ? "170000000" : amount)) })
        #expect(report.total.knownCost?.usdText == "170000000.000000000000000000000999")
        #expect(report.total.requests == 1_000)
        #expect(report.total.tokens == [1_000, 10_000, 0, 0, 20_000, 0])
    }

    @Test func `a request of two models is in both groups, and once in the total`() async throws {
        let report = try await report([.answer(1, bill: Self.mixed), .answer(2)], [.model])
        #expect(report.groups.map(\.keys) == [["m"], ["n"]])
        #expect(report.groups.map(\.sums.requests) == [2, 1])
        #expect(report.groups[0].sums.knownCost?.usdText == "0.003")
        #expect(report.groups[0].sums.tokens[0] == 300)
        #expect(report.groups[1].sums.knownCost == nil)
        #expect((report.groups[1].sums.missing, report.groups[1].sums.tokens[0]) == (1, 7))
        #expect(report.total.requests == 2)
        #expect(report.total.knownCost?.usdText == "0.003")
    }

    @Test func `a record is counted once by what is known of its cost, in the total and in each group`() async throws {
        let repriced =
            Bill.one("m", input: 1, cost: "1")
            + {
                var later = Bill.one("m", input: 1, cost: "2")
                later.charges[0].price?.validFrom = AuditFolder.start + .seconds(1)
                return later
            }()
        try #require(repriced.charges.count == 2)
        let report = try await report([.answer(1, bill: Self.mixed), .answer(2), .answer(3, bill: repriced)], [.model])
        func counts(_ sums: AuditSums) -> [Int] { [sums.records, sums.exact, sums.estimated, sums.missing] }
        #expect(counts(report.total) == [3, 2, 1, 0])
        #expect(report.groups.map { counts($0.sums) } == [[3, 3, 0, 0], [1, 0, 0, 1]])
        #expect(report.total.knownCost?.usdText == "3.003")
    }

    @Test(arguments: [AuditQuery.Key.hour, .day, .month, .tenant])
    func `a moment that nobody can have written is said, and stops nothing but the report`(key: AuditQuery.Key)
        async throws
    {
        let folder = try AuditFolder()
        try await folder.write([.answer(1), .answer(2)])
        for moment in ["9223372036854775807", "-9223372036854775808", "-9223372036854774"] {
            try folder.tamper(0, "UPDATE record SET at_us = \(moment) WHERE seq = 2")
            var query = AuditQuery()
            query.keys = [key]
            let fault = #expect(throws: AuditFault.self) { try AuditReport(query, of: folder.path) }
            #expect(fault?.description.contains("record 2, whose moment can't be read") == true)
        }
    }

    @Test func `of one model, a record counts with the part that it is responsible for`() async throws {
        let report = try await report([.answer(1, bill: Self.mixed), .answer(2)]) { $0.model = "n" }
        #expect(report.total.requests == 1)
        #expect(report.total.tokens[0] == 7)
        #expect(report.total.knownCost == nil)
    }

    @Test func `groups are in order, and what a record has not comes first`() async throws {
        let error = RouterError(.questionEmpty, at: .admit, "empty")
        let report = try await report(
            [
                .answer(1, tenant: "b", at: 30), .answer(2, tenant: "a", at: 31),
                .answer(3, tenant: "a", outcome: .refused(error)),
            ], [.tenant, .code, .day])
        #expect(
            report.groups.map(\.keys) == [
                ["a", nil, "2026-11-21"], ["a", "question_empty", "2026-11-20"], ["b", nil, "2026-11-21"],
            ])
        #expect(report.groups.map(\.sums.refused) == [0, 1, 0])
    }

    @Test func `names are their bytes`() async throws {
        let report = try await report([.answer(1, tenant: "\u{E9}"), .answer(2, tenant: "e\u{301}")], [.tenant])
        #expect(report.groups.count == 2)
    }

    static let spans: [(Int64?, Int64?, Int)] = [
        (nil, nil, 6), (0, nil, 6), (1, nil, 5), (nil, 1, 1), (1, 2, 1), (100, 101, 0), (nil, 0, 0), (5, nil, 1),
    ]

    @Test(arguments: spans)
    func `the beginning is in it, and the end is not`(since: Int64?, until: Int64?, count: Int) async throws {
        func moment(_ hours: Int64?) -> Timestamp? { hours.map { AuditFolder.start + .seconds($0 * 3_600 * 24 * 20) } }
        let report = try await report((0..<6).map { .answer($0, at: Int64($0) * 24 * 20) }) { query in
            query.since = moment(since)
            query.until = moment(until)
        }
        #expect(report.total.requests == count)
    }

    @Test func `hits and misses are those of the answer cache`() async throws {
        let recalls: [Recall.Name] = [.hit, .hit, .hit, .miss, .disapproved, .bypassed, .joined, .refresh, .notAsked]
        let report = try await report(recalls.enumerated().map { .answer($0, recall: $1) })
        #expect((report.total.hits, report.total.misses) == (3, 2))
        #expect(report.total.hitRatio?.decimalText == "0.6")
    }

    @Test func `late replies and candidates are paid for, and are no requests`() async throws {
        let request = Request(id: "r-1", caller: Caller(tenant: "emea"), question: "q")
        let bill = Bill.one("m", input: 1, cost: "0.5")
        let proposal = ShadowProposal(
            plan: .failure(RouterError(.providerFailed, at: .plan, "no")), bill: bill, duration: .seconds(1))
        let records = [
            AuditRecord(
                request: request, at: AuditFolder.start,
                .lateUsage(PlannerAttempt(number: 2, planner: "main", model: "m"), bill)),
            AuditRecord(request: request, at: AuditFolder.start, .shadow("candidate", .of(proposal))),
            AuditRecord(request: request, at: AuditFolder.start, .lateShadowUsage("candidate", bill)),
        ]
        let report = try await report(records, [.kind, .planner, .candidate])
        #expect(
            report.groups.map(\.keys) == [
                ["late_usage", nil, "candidate"], ["late_usage", "main", nil], ["shadow", "main", "candidate"],
            ])
        #expect((report.total.requests, report.total.records) == (0, 3))
        #expect(report.total.knownCost?.usdText == "1.5")
        // What a candidate spends is not the spending of the planner beside it, nor is its end an answer's outcome.
        let planners = try await self.report(records, [.planner, .outcome])
        #expect(planners.groups.map(\.keys) == [[nil, nil], ["main", nil]])
    }

    @Test func `a folder without a store says what to do`() throws {
        let folder = try AuditFolder()
        let fault = #expect(throws: AuditFault.self) { try AuditReport(AuditQuery(), of: folder.path) }
        #expect(
            fault?.description
                == "\(folder.path): no segment of an audit store, such as audit-000001-2026-11.sqlite; "
                + "name the folder that the server's configuration names")
    }

    @Test func `a store can be read while it is written`() async throws {
        let folder = try AuditFolder()
        let store = try AuditStore(folder.settings)
        for number in 0..<500 { _ = await store.append(.answer(number)) }
        #expect(try AuditReport(AuditQuery(), of: folder.path).total.requests == 500)
        let verification = try AuditVerification.of(folder.path)
        #expect(verification.findings == [])
        store.close()
    }
}
