import Foundation
import Testing

/// Scenarios whose statements take all the memory that one may have.
@Suite struct MemoryTests {
    /// Counts different texts, as many megabytes of them; all of them are in memory at once.
    private static func greedy(megabytes: Int) -> String {
        "WITH RECURSIVE d(s) AS (SELECT 'xxxxxxx' UNION ALL SELECT s || s FROM d LIMIT 18), n(i, s) AS (SELECT 1, s "
            + "FROM d WHERE length(s) > 900000 UNION ALL SELECT i + 1, s FROM n LIMIT \(megabytes)) "
            + "SELECT count(DISTINCT i || s) FROM n"
    }

    /// Both scenarios ask for the same and judge expected statements behind, so that up to four statements run at a time.
    private static func workplace() throws -> Workplace {
        let workplace = try Workplace()
        var shop = Shop()
        shop.requests = [150, 400, 170, 420, 160].map { megabytes in
            Shop.Request("r-\(megabytes)", "How many of \(megabytes)?", greedy(megabytes: megabytes))
        }
        for name in ["one", "two"] {
            try shop.write(to: workplace, named: name)
            // So that memory is what comes to an end.
            try workplace.edit(
                "replays/\(name)/scenario.yaml", "tables:",
                "limits: {value_bytes: 1000000}, budget: {operations: 1000000000}, tables:")
            try workplace.edit(
                "replays/\(name)/traffic.jsonl", "\"question\"",
                "\"expected\":{\"tool\":\"sql\",\"sql\":\"\(greedy(megabytes: 140))\"},\"question\"")
        }
        return workplace
    }

    @Test func `what one scenario's statements take is no matter of another's`() throws {
        let workplace = try Self.workplace()
        var first: [String: Data]?
        for jobs in ["1", "2", "2", "2", "2"] {
            #expect(try workplace.run("replay", "--jobs", jobs, "--reports", "r", "--goldens", "g").code == 3)
            let bytes = try workplace.folder.bytes("r")
            first = first ?? bytes
            #expect(bytes == first, "\(jobs) jobs")
        }
        for scenario in ["one", "two"] {
            let answers = try workplace.answers("r/\(scenario)/answers.jsonl")
            #expect(answers.count == 5)
            for (id, answer) in answers {
                let isTooGreedy = id == "r-400" || id == "r-420"
                #expect(answer.outcome == (isTooGreedy ? "failed" : "answered"))
                #expect(answer.code == (isTooGreedy ? "execution_budget" : nil))
            }
        }
    }
}
