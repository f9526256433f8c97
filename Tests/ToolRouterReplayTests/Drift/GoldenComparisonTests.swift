import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterReplay

struct GoldenComparisonTests {
    private let world: RecordedWorld

    init() throws {
        world = try RecordedWorld()
    }

    private func compare(
        golden: [AnswerRecord], run: [AnswerRecord], candidates: (golden: [PlannerName], run: [PlannerName]) = ([], []),
        byLines: Bool = false
    ) throws -> [GoldenComparison.ComparedRequest] {
        let path = world.path + "/answers.jsonl"
        let header = GoldenHeader(scenario: "s", seed: 1, madeWith: [], candidates: candidates.golden)
        let writer = try GoldenWriter(path: path, header: header)
        for record in golden { try writer.write(record) }
        try writer.finish()
        var comparison = GoldenComparison(golden: try GoldenReader(path: path), candidates: candidates.run)
        var compared: [GoldenComparison.ComparedRequest] = []
        for (sequence, record) in run.enumerated() {
            let subject = GoldenComparison.Subject(record, question: nil, recordingMiss: nil, sequence: sequence)
            if byLines, comparison.isUnchanged(Array(record.json.utf8)) {
                compared.append(comparison.unchanged(subject))
            } else {
                compared += try comparison.compare(subject)
            }
        }
        return compared + (try comparison.finish())
    }

    @Test(arguments: [
        ("the same candidate, the same proposal", ["a"], ["a"], ["a(planned)"], ["a(planned)"], false),
        ("the same candidate, another proposal", ["a"], ["a"], ["a(planned)"], ["a(prose_reply)"], true),
        ("the same candidate, not asked", ["a"], ["a"], ["a(planned)"], [], true),
        ("a candidate that the golden did not ask", [], ["a"], [], ["a(planned)"], false),
        ("a candidate that is asked no more", ["a"], [], ["a(planned)"], [], false),
        ("another candidate", ["a"], ["b"], ["a(planned)"], ["b(prose_reply)"], false),
        ("one of two", ["a", "b"], ["b"], ["a(planned)", "b(planned)"], ["b(planned)"], false),
        ("one of two, which says something else", ["a", "b"], ["b"], ["a(planned)", "b(planned)"], ["b(x)"], true),
    ])
    func `what candidates say is compared where both sides asked them`(
        row: (
            name: String, golden: [PlannerName], run: [PlannerName], before: [String], now: [String], drifts: Bool
        )
    ) throws {
        func record(_ words: [String]) -> AnswerRecord {
            var record = AnswerRecord.answered()
            record.trail += words.map { "shadow:" + $0 }
            return record
        }
        let compared = try compare(
            golden: [record(row.before)], run: [record(row.now)], candidates: (row.golden, row.run))
        let drift = compared[0].drift
        #expect(drift?.kinds == (row.drifts ? [.trail] : nil), "\(row.name)")
        #expect(drift?.stage == (row.drifts ? .shadow : nil), "\(row.name)")
    }

    private static func records(_ ids: [String]) -> [AnswerRecord] {
        ids.map { word in
            var record = AnswerRecord.answered()
            record.id = RequestID(String(word.prefix(1)))
            if word.hasSuffix("!") { record.sql = "SELECT 'über\\ \"\(word)\"\n'" }
            return record
        }
    }

    @Test(arguments: [
        ("the same", ["a", "b", "c!"], ["a", "b", "c!"]),
        ("one differs", ["a", "b", "c"], ["a", "b!", "c"]),
        ("all differ", ["a!", "b!"], ["a", "b"]),
        ("another order", ["a", "b", "c"], ["c", "a", "b"]),
        ("one is new", ["a", "c"], ["a", "b", "c"]),
        ("one is missing", ["a", "b", "c"], ["a", "c"]),
        ("the golden is longer", ["a", "b", "c"], ["a"]),
        ("no golden", [], ["a", "b"]),
    ])
    func `lines that are the same need not be read, and nothing else comes of that`(
        row: (name: String, golden: [String], run: [String])
    ) throws {
        let (golden, run) = (Self.records(row.golden), Self.records(row.run))
        let read = try compare(golden: golden, run: run)
        let passed = try compare(golden: golden, run: run, byLines: true)
        func told(_ compared: [GoldenComparison.ComparedRequest]) -> [String] {
            compared.map { one in
                let kinds = one.drift?.kinds.map(\.rawValue) ?? []
                return
                    "\(one.subject?.record.id.text ?? "-") \(one.placement?.rawValue ?? "-") \(kinds) \(one.tolerated)"
            }
        }
        #expect(told(passed) == told(read), "\(row.name)")
    }

    /// Answers, and whether their plan is what was said.
    private static let unchanged: [(name: String, record: AnswerRecord, hasContent: Bool)] = {
        func changed(_ change: (inout AnswerRecord) -> Void) -> AnswerRecord {
            var record = AnswerRecord.answered()
            change(&record)
            return record
        }
        return [
            ("answered", .answered(), true),
            ("without a statement", changed { $0.sql = nil }, true),
            ("cut short", changed { $0.result?.isTruncated = true }, true),
            ("without rows", changed { $0.result = nil }, true),
            ("out of its budget", changed { ($0.result, $0.code) = (nil, .executionBudget) }, true),
            ("a stand-in", changed { $0.sql = ContentStandIn.statement }, false),
            ("a statement beside stand-ins", .answered(), false),
        ]
    }()

    @Test(arguments: GoldenComparisonTests.unchanged.indices)
    func `what is counted of an unchanged request is what its comparison says`(place: Int) throws {
        let row = Self.unchanged[place]
        let record = row.record
        let path = world.path + "/answers.jsonl"
        let writer = try GoldenWriter(path: path, header: GoldenHeader(scenario: "s", seed: 1, madeWith: []))
        try writer.write(record)
        try writer.finish()
        var comparison = GoldenComparison(golden: try GoldenReader(path: path))
        let subject = GoldenComparison.Subject(
            record, question: nil, recordingMiss: nil, sequence: 0, hasContent: row.hasContent)
        var (counted, compared) = (Findings(informational: []), Findings(informational: []))
        for one in try comparison.compare(subject) { compared.add(one) }
        counted.addUnchanged(record, hasContent: row.hasContent)
        #expect(counted.placements == compared.placements, "\(row.name)")
        #expect(counted.noContent == compared.noContent, "\(row.name)")
        #expect(counted.compared == compared.compared && compared.failing == 0, "\(row.name)")
    }

    /// What was found, as `id` or `id kind`.
    private func words(_ compared: [GoldenComparison.ComparedRequest]) -> [String] {
        compared.map { one in
            let id = one.subject?.record.id ?? one.drift?.id ?? "nothing"
            return one.drift.map { "\(id) \($0.kinds[0].rawValue)" } ?? id.text
        }
    }

    @Test(arguments: [
        ("the same requests", "abc", "abc", ["a", "b", "c"]),
        ("nothing at all", "", "", []),
        ("a new request at the end", "ab", "abc", ["a", "b", "c new"]),
        ("a new request at the start", "bc", "abc", ["b", "c", "a new"]),
        ("a missing request at the end", "abc", "ab", ["a", "b", "c missing"]),
        ("a missing request at the start", "abc", "bc", ["b", "c", "a missing"]),
        ("an empty golden", "", "ba", ["b new", "a new"]),
        ("an empty run", "ba", "", ["b missing", "a missing"]),
        ("other requests altogether", "ab", "dc", ["d new", "c new", "a missing", "b missing"]),
        ("two requests swapped", "abcd", "acbd", ["a", "c", "b", "d"]),
        ("new, missing and swapped", "abcd", "xdba", ["b", "d", "a", "x new", "c missing"]),
    ])
    func `requests meet by their ids`(row: (name: String, golden: String, run: String, words: [String])) throws {
        func records(_ ids: String) -> [AnswerRecord] { ids.map { .answered(RequestID(String($0))) } }
        let compared = try compare(golden: records(row.golden), run: records(row.run))
        // Where ids met out of order, the order in which they met is no part of the promise.
        if row.words.contains(where: { $0.contains(" ") }) || row.golden != row.run {
            #expect(words(compared).sorted() == row.words.sorted(), "\(row.name)")
        } else {
            #expect(words(compared) == row.words, "\(row.name)")
        }
        let unmet = words(compared).filter { $0.contains(" ") }
        #expect(unmet == row.words.filter { $0.contains(" ") }, "new ones in their order, then missing ones in theirs")
    }

    @Test func `a request that moved is compared with its own golden`() throws {
        var changed = AnswerRecord.answered("b")
        changed.latencyMicroseconds += 1
        let compared = try compare(
            golden: [.answered("a"), .answered("b"), .answered("c")], run: [.answered("c"), changed, .answered("a")])
        #expect(words(compared).sorted() == ["a", "b latency", "c"])
    }

    @Test(arguments: [
        ("the same text", String?("SELECT name FROM singer"), "bb", SQLPlacement.sameText),
        ("the same text in another case", "select NAME from singer;", "bb", .sameText),
        ("another text, the same rows", "SELECT name FROM singer WHERE 1", "bb", .sameRows),
        ("another text, other rows", "SELECT 1", "cc", .different),
        ("no statement on one side", nil, "bb", .error),
    ])
    func `statements are placed`(row: (name: String, sql: String?, bag: String, placement: SQLPlacement)) throws {
        var record = AnswerRecord.answered("a")
        record.sql = row.sql
        record.result?.bag = row.bag
        let compared = try compare(golden: [.answered("a")], run: [record])
        #expect(compared.map(\.placement) == [row.placement], "\(row.name)")
    }

    @Test func `two answers without statements are not placed`() throws {
        var record = AnswerRecord.answered("a")
        record.sql = nil
        #expect(try compare(golden: [record], run: [record]).map(\.placement) == [nil])
    }

    @Test(arguments: [
        ("a text with the same rows does not", Set<DriftKind>([.sqlText]), "SELECT name FROM singer WHERE 1", false),
        ("it does where it is not information", Set<DriftKind>(), "SELECT name FROM singer WHERE 1", true),
        ("other rows do", Set<DriftKind>([.sqlText]), "SELECT 1", true),
    ])
    func `what is information fails no run`(
        row: (name: String, informational: Set<DriftKind>, sql: String, isFailing: Bool)
    ) throws {
        var record = AnswerRecord.answered("a")
        record.sql = row.sql
        if row.sql == "SELECT 1" { record.result?.bag = "cc" }
        var findings = Findings(informational: row.informational)
        for one in try compare(golden: [.answered("a")], run: [record]) { findings.add(one) }
        #expect(findings.failing == (row.isFailing ? 1 : 0), "\(row.name)")
        #expect(findings.failingDrifts.count + findings.informationalDrifts.count == 1)
    }
}
