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

    /// A drift of a request whose trail stays.
    private func sameTrail(
        _ id: String, _ before: String = "SELECT a FROM t", _ now: String = "SELECT a FROM t",
        _ change: (inout AnswerRecord) -> Void = { _ in }
    ) throws -> Drift {
        var golden = AnswerRecord.answered(RequestID(id))
        golden.sql = before
        var actual = golden
        actual.sql = now
        actual.latencyMicroseconds += 1
        change(&actual)
        return try #require(Drift(golden: golden, actual: actual, sql: nil, question: nil, recordingMiss: nil))
    }

    @Test func `four hundred drifts of three causes are three groups`() throws {
        var groups = DriftGroups()
        for number in 0..<300 {
            groups.add(
                try sameTrail(
                    "c-\(number)", "SELECT a\(number), b FROM t\(number % 7)",
                    "SELECT a\(number), b, tenant_id FROM t\(number % 7)"))
        }
        for number in 0..<80 {
            groups.add(
                try sameTrail("w-\(number)", "SELECT \(number)", "SELECT \(number) WHERE deleted = 0"))
        }
        for number in 0..<20 { groups.add(try sameTrail("l-\(number)", "SELECT \(number)", "SELECT \(number)")) }
        #expect(groups.all.map(\.count) == [300, 80, 20])
        #expect(groups.all.map(\.change) == ["sql + , tenant_id", "sql + WHERE deleted = 0", nil])
        #expect(groups.worstFirst.map(\.worst) == [.sqlMeaning, .sqlMeaning, .latency])
        #expect(groups.all[0].headline == "300 alike, same trail, sql + , tenant_id: sql_meaning, latency")
    }

    @Test(arguments: [
        ("a word for another", "SELECT a", "SELECT b", "sql − a + b"),
        ("words in another order", "SELECT a, b", "SELECT b, a", "sql the same words in another order"),
        ("blanks only", "SELECT  a", "SELECT a", "sql other blanks"),
        ("a statement that was none", "", "SELECT a", "sql + SELECT a"),
        ("a control character", "SELECT 'a'", "SELECT '\u{1B}[2Ja'", "sql − a + \\u{1B} [ 2Ja"),
    ])
    func `a statement's change is told in words`(
        row: (name: String, before: String, now: String, words: String)
    ) throws {
        var groups = DriftGroups()
        groups.add(try sameTrail("r", row.before, row.now))
        #expect(groups.all[0].change == row.words, "\(row.name)")
    }

    @Test func `fields tell groups apart, and figures do not`() throws {
        var groups = DriftGroups()
        let changes: [(inout AnswerRecord) -> Void] = [
            { $0.source = .rules }, { $0.source = .cache }, { $0.source = .rules },
            { $0.latencyMicroseconds += 5 }, { $0.latencyMicroseconds += 7 },
        ]
        for (number, change) in changes.enumerated() { groups.add(try sameTrail("r-\(number)", "a", "a", change)) }
        #expect(groups.all.map(\.count) == [2, 1, 2])
        #expect(groups.all.map(\.stage) == [.plan, .plan, nil])
    }

    @Test func `a planner that writes each statement anew leaves groups for others`() throws {
        var groups = DriftGroups()
        for number in 0..<400 { groups.add(try sameTrail("r-\(number)", "a", "b\(number)")) }
        groups.add(try drift("r", ["a:1"], ["a:2"]))
        #expect(groups.all.count == 52)
        #expect(groups.all[50].change == "other changes")
        #expect(groups.all[50].count == 350)
        #expect(groups.all[51].place == "a:1 → a:2")
    }
}
