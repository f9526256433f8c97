import Foundation
import Testing

/// One user floods the router; what do the others notice?
@Suite struct NoisyTenantTests {
    private struct Caller: Decodable, Hashable {
        let tenant: String
        let user: String?
    }

    private struct Line: Decodable {
        let id: String
        let caller: Caller
    }

    private let flooder = Caller(tenant: "acme", user: "u-07")

    /// The shipped scenario, and beside it the same one in which the flooding user never came.
    private func replayed() throws -> (Workplace, callers: [String: Caller]) {
        let workplace = try Workplace.withShippedScenarios()
        let lines = try workplace.folder.text("replays/noisy-tenant/traffic.jsonl").split(separator: "\n")
        var callers: [String: Caller] = [:]
        var quiet = [lines[0]]
        for line in lines.dropFirst() {
            let request = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
            callers[request.id] = request.caller
            if request.caller != flooder { quiet.append(line) }
        }
        try workplace.folder.copy(workplace.folder.file("replays/noisy-tenant"), to: "replays/quiet")
        try workplace.folder.write(quiet.joined(separator: "\n") + "\n", to: "replays/quiet/traffic.jsonl")
        #expect(try workplace.run("replay", "noisy-tenant", "quiet").code == 3)
        return (workplace, callers)
    }

    @Test func `only the one who floods is turned away`() throws {
        let (workplace, callers) = try replayed()
        let answers = try workplace.answers("reports/noisy-tenant/answers.jsonl")
        let limited = answers.values.filter { $0.code == "rate_limited" }
        #expect(limited.count > 100)
        #expect(limited.allSatisfy { callers[$0.id] == flooder })
        let served = answers.values.filter { callers[$0.id] == flooder && $0.outcome == "answered" }
        #expect(!served.isEmpty, "a limit turns away what is too much, not everything")
    }

    @Test func `everybody else gets the very answers, costs and latencies of a day without the flood`() throws {
        let (workplace, callers) = try replayed()
        let lines = Set(try workplace.folder.text("reports/noisy-tenant/answers.jsonl").split(separator: "\n"))
        let quiet = try workplace.folder.text("reports/quiet/answers.jsonl").split(separator: "\n").dropFirst()
        #expect(quiet.count == callers.values.count { $0 != flooder })
        #expect(Set(quiet).subtracting(lines) == [])
    }

    @Test(arguments: ["borealis", "calder"])
    func `another tenant's latencies are the same with and without the flood`(tenant: String) throws {
        let (workplace, callers) = try replayed()
        func p95(_ scenario: String) throws -> Int {
            let latencies = try workplace.answers("reports/\(scenario)/answers.jsonl").values
                .filter { callers[$0.id]?.tenant == tenant }.map(\.latency).sorted()
            return latencies[(latencies.count * 95 + 99) / 100 - 1]
        }
        #expect(try p95("noisy-tenant") == p95("quiet"))
        #expect(try p95("quiet") > 0)
    }
}
