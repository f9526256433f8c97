import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

struct DriftGroupsTests {
    private func drift(_ id: RequestID, _ before: [String], _ now: [String], latency: Int64 = 1) throws -> Drift {
        var golden = AnswerRecord.answered(id)
        golden.trail = before
        var actual = golden
        actual.trail = now
        actual.latencyMicroseconds += latency
        return try #require(
            Drift(golden: golden, actual: actual, sql: nil, question: nil, recordingMiss: nil))
    }

    @Test(arguments: [
        (
            "other words", ["a:1", "plan:circuit_refused"], ["a:1", "plan:replied"],
            "plan:circuit_refused → plan:replied"
        ),
        ("one ends", ["a:1"], ["a:1", "settle:stored"], "the end → settle:stored"),
        ("names aside", ["plan:rule(x)"], ["plan:replied"], "plan:rule → plan:replied"),
        (
            "only a number differs", ["plan:retry(500ms)"], ["plan:retry(700ms)"],
            "plan:retry(500ms) → plan:retry(700ms)"
        ),
        ("the same trail", ["a:1"], ["a:1"], "same trail"),
    ])
    func `a drift has a place`(row: (name: String, before: [String], now: [String], place: String)) throws {
        #expect(try drift("r", row.before, row.now).place == row.place, "\(row.name)")
    }

    @Test func `drifts that part alike are one group, the largest first`() throws {
        var groups = DriftGroups()
        groups.add(try drift("r-1", ["a:1"], ["a:2"]))
        groups.add(try drift("r-2", ["b:1(x)"], ["b:2"]))
        groups.add(try drift("r-3", ["b:1(y)"], ["b:2"], latency: 0))
        #expect(groups.all.map(\.place) == ["a:1 → a:2", "b:1 → b:2"])
        let largest = try #require(groups.largestFirst.first)
        #expect(largest.count == 2)
        #expect(largest.first.id == "r-2")
        #expect(largest.kinds == [.trail, .latency], "what any of them shows, worst first")
        #expect(largest.headline == "2 alike, b:1 → b:2: trail, latency")
    }

    @Test func `groups have a bound`() throws {
        var groups = DriftGroups()
        for number in 0..<500 { groups.add(try drift("r", ["a:\(number)"], ["b:\(number)"])) }
        #expect(groups.all.count == 201)
        #expect(groups.largestFirst[0].place == "elsewhere")
        #expect(groups.largestFirst[0].count == 300)
    }
}
