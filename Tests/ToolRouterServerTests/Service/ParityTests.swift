import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterReplay

/// One trace of requests, one at a time, through HTTP and through replay: the same answers and the same events.
///
/// The scenario has everything that an answer can come to: plans of all kinds, refusals, hits, failures that open the
/// circuit, rules that stand in, a limit that is used up, a candidate. Recorded planners answer at once in both worlds, so
/// that the time of the one and of the other decide nothing.
@Suite struct ParityTests {
    @Test(.timeLimit(.minutes(20)))
    func `a trace through HTTP and through replay gives the same answers and events`() async throws {
        let folder = try ParityScenario.write()
        defer { try? FileManager.default.removeItem(at: folder) }
        let scenario = try Scenario(path: folder.path)
        var replayed: [Case] = []
        let databases = try ScenarioDatabases(scenario)
        _ = try Replay(scenario, databases: databases).run { replayed.append($0) }

        let live = try await LiveTrace(scenario).run()
        try #require(live.cases.count == replayed.count)
        for (now, then) in zip(live.cases, replayed) {
            #expect(Self.words(now) == Self.words(then))
        }
        for (reply, then) in zip(live.replies, replayed) {
            #expect(reply == ParityReply(then), "\(then.request.id)")
        }
        // A trace that leaves something out proves nothing of it.
        let trails = Set(replayed.flatMap(\.trail))
        for word in ParityScenario.expectedWords {
            #expect(trails.contains { $0.hasPrefix(word) }, "nothing in the trace came to \(word)")
        }
    }

    /// All that a golden keeps, but for the time it took, and what the candidates said.
    private static func words(_ done: Case) -> String {
        var record = done.makeRecord()
        record.latencyMicroseconds = 0
        let shadows = done.shadows.map { "\($0.planner): \($0.proposal.comparable)" }
        return "\(record.json)\n\(shadows.joined(separator: "\n"))"
    }
}

extension ShadowProposal {
    /// What a candidate said, without the time it took.
    fileprivate var comparable: String {
        switch plan {
        case .success(let plan): plan.sql ?? plan.tool.text
        case .failure(let error): error.code.rawValue
        }
    }
}

/// What a client reads of an answer.
struct ParityReply: Equatable {
    var status: Int
    var outcome: String?
    var code: String?
    var tool: String?
    var source: String?
    var degraded: String?
    var sql: String?
    var rows: Int?
    var cost: String?

    /// What a client has to read of `done`.
    init(_ done: Case) {
        let answer = done.answer
        status = answer.outcome.error?.code.status ?? 200
        code = answer.outcome.error?.code.rawValue
        guard answer.outcome.error == nil else { return }
        outcome = answer.outcome.name
        tool = answer.tool?.text
        source = answer.source?.rawValue
        degraded = answer.degraded?.rawValue
        sql = answer.plan?.sql
        rows = done.rows?.rows.count ?? 0
        cost = answer.bill.cost.amount?.usdText
    }

    /// What a client has read.
    init(status: Int, body: [UInt8]) throws {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
        self.status = status
        code = object["code"] as? String
        outcome = object["outcome"] as? String
        guard outcome != nil else { return }
        tool = object["tool"] as? String
        source = object["source"] as? String
        degraded = object["degraded"] as? String
        sql = (object["plan"] as? [String: Any])?["sql"] as? String
        rows = (object["rows"] as? [Any])?.count
        cost = object["cost_usd"] as? String
    }
}
