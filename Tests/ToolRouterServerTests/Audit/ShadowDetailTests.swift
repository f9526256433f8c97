import GRDB
import RouterTesting
import Testing
import ToolRouter

@testable import ToolRouterServer

/// What a candidate's record says of both plans.
@Suite struct ShadowDetailTests {
    @Test func `what is written is read again`() throws {
        var detail = ShadowDetail()
        #expect(detail.json == "{}")
        #expect(ShadowDetail(json: "{}") == detail)
        detail.currentTool = "sql"
        detail.currentVerdict = .refused
        detail.currentCode = "table_denied"
        detail.candidateVerdict = .approved
        detail.hasSameReads = false
        detail.eligible = 100
        detail.currentCost = Money(usd: "0.0035")
        detail.currentPlanTime = .microseconds(812_000)
        detail.isSelfNoise = true
        #expect(ShadowDetail(json: detail.json) == detail)
        #expect(
            detail.json
                == #"{"current_tool":"sql","current_verdict":"refused","current_code":"table_denied","candidate_verdict":"approved","same_reads":false,"eligible":100,"current_cost_usd":"0.0035","current_plan_us":812000,"self_noise":true}"#
        )
    }

    @Test func `a request that another record has counted is none`() {
        #expect(ShadowDetail(json: #"{"eligible":0}"#)?.eligible == 0)
    }

    @Test(arguments: [
        ("no JSON", "x"), ("a list", "[]"), ("too large", #"{"x":"\#(String(repeating: "y", count: 5_000))"}"#),
    ])
    func `what is no detail is none`(row: (name: String, text: String)) {
        #expect(ShadowDetail(json: row.text) == nil, "\(row.name)")
    }

    @Test(arguments: [
        ("an unknown member", #"{"later":1}"#), ("an unknown verdict", #"{"current_verdict":"admired"}"#),
        ("a number for a word", #"{"current_tool":1}"#), ("a word for a number", #"{"eligible":"1"}"#),
        ("less than no requests", #"{"eligible":-1}"#), ("no money", #"{"current_cost_usd":"much"}"#),
        ("less than no time", #"{"current_plan_us":-1}"#),
    ])
    func `what can't be read is as good as absent`(row: (name: String, text: String)) {
        #expect(ShadowDetail(json: row.text) == ShadowDetail(), "\(row.name)")
    }

    private func row(_ comparison: ShadowComparison, of candidate: PlannerName, texts: Bool = false) async throws -> Row
    {
        let folder = try AuditFolder()
        var settings = folder.settings
        settings.texts = texts
        let request = Request(id: "r-1", caller: Caller(tenant: "emea"), question: "How many?")
        try await folder.write(
            [AuditRecord(request: request, at: AuditFolder.start, .shadow(candidate, comparison))], settings)
        return try #require(try folder.rows("SELECT * FROM record WHERE kind = 'shadow'").first)
    }

    @Test func `the record of a comparison`() async throws {
        var proposal = ShadowProposal.of(.success(Plan(tool: "sql", arguments: ["sql": .string("SELECT 1")])))
        proposal.duration = .milliseconds(640)
        var comparison = ShadowComparison.of(proposal, .different, candidate: .refused(.tableDenied))
        comparison.eligible = 7
        comparison.currentDuration = .milliseconds(812)
        let row = try await row(comparison, of: "candidate")
        #expect(row["outcome"] as String? == "different")
        #expect(row["tool"] as String? == "sql")
        #expect(row["planner"] as String? == "main")
        #expect(row["candidate"] as String? == "candidate")
        #expect(row["error_code"] as String? == nil)
        #expect(row["total_us"] as Int? == 640_000)
        #expect(row["statement"] as String? == nil)
        #expect(row["statement_fingerprint"] as DatabaseValue? != nil)
        let detail = try #require(ShadowDetail(json: row["detail"]))
        #expect(detail.currentVerdict == .approved && detail.candidateVerdict == .refused)
        #expect(detail.candidateCode == "table_denied")
        #expect(detail.eligible == 7)
        #expect(detail.currentPlanTime == .milliseconds(812))
        #expect(!detail.isSelfNoise)
        #expect(!(row["detail"] as String).contains("SELECT"))
    }

    @Test func `a plan that was too large to be held is no statement`() async throws {
        let row = try await row(.of(.of(.success(Plan(tool: "sql")))), of: .selfNoise, texts: true)
        #expect(row["statement"] as String? == nil)
        #expect((row["statement_fingerprint"] as DatabaseValue).isNull)
        #expect(ShadowDetail(json: row["detail"])?.isSelfNoise == true)
    }

    @Test func `a candidate that was not asked`() async throws {
        let refused = ShadowProposal.of(.failure(RouterError(.circuitOpen, at: .shadow, "")))
        let row = try await row(.of(refused, .circuitOpen, candidate: .absent), of: "candidate")
        #expect(row["outcome"] as String? == "circuit_open")
        #expect(row["error_code"] as String? == "circuit_open")
    }
}
