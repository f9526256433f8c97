import Foundation
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterTools

struct GoldenAcceptanceTests {
    private let world: RecordedWorld
    private let workspace: Workspace
    private let acceptance: GoldenAcceptance

    init() throws {
        world = try RecordedWorld()
        workspace = Workspace(
            replays: world.path + "/replays", goldens: world.path + "/goldens", reports: world.path + "/reports")
        acceptance = GoldenAcceptance(scenario: "s", workspace: workspace)
        for folder in ["goldens/s", "reports/s"] {
            try FileManager.default.createDirectory(
                atPath: "\(world.path)/\(folder)", withIntermediateDirectories: true)
        }
    }

    /// An answer to `id` that took this long; the latency tells the versions of one answer apart.
    private func record(_ id: RequestID, _ latency: Int64) -> AnswerRecord {
        var record = AnswerRecord.answered(id)
        record.latencyMicroseconds = latency
        return record
    }

    private func write(_ path: String, _ records: [AnswerRecord], sqlite: String) throws {
        let header = GoldenHeader(scenario: "s", seed: 7, madeWith: [.init("sqlite", sqlite)])
        let writer = try GoldenWriter(path: path, header: header)
        for record in records { try writer.write(record) }
        try writer.finish()
    }

    /// A golden of the answers `old`, and a run that answered `new` and was proposed.
    private func propose(old: [AnswerRecord]?, new: [AnswerRecord]) throws {
        if let old {
            try write(workspace.goldenAnswers("s"), old, sqlite: "old")
            try "old totals".write(toFile: workspace.goldenTotals("s"), atomically: true, encoding: .utf8)
        }
        try write(workspace.reportAnswers("s"), new, sqlite: "new")
        try "new totals".write(toFile: workspace.reportTotals("s"), atomically: true, encoding: .utf8)
        try acceptance.propose(from: workspace)
    }

    private func golden() throws -> (header: GoldenHeader, answers: [String]) {
        let reader = try GoldenReader(path: workspace.goldenAnswers("s"))
        var answers: [String] = []
        while let record = try reader.next() { answers.append("\(record.id) \(record.latencyMicroseconds)") }
        return (reader.header, answers)
    }

    private func totals() throws -> String {
        try String(contentsOfFile: workspace.goldenTotals("s"), encoding: .utf8)
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: workspace.goldens + "/s").sorted()
    }

    @Test func `a proposal waits beside the golden and changes nothing`() throws {
        #expect(!acceptance.isPending)
        try propose(old: [record("a", 1), record("b", 1)], new: [record("a", 1), record("b", 2)])
        #expect(acceptance.isPending)
        #expect(try golden().answers == ["a 1", "b 1"])
        #expect(try files() == ["answers.jsonl", "answers.jsonl.new", "totals.json", "totals.json.new"])
        let drifts = try acceptance.pendingDrifts()
        #expect(drifts.map(\.id) == ["b"])
        #expect(drifts.map(\.kinds) == [[.latency]])
    }

    @Test func `the first golden is all new`() throws {
        try propose(old: nil, new: [record("a", 1), record("b", 1)])
        #expect(try acceptance.pendingDrifts().map(\.kinds) == [[.new], [.new]])
        #expect(try acceptance.accept(reason: "first").changed == 2)
        #expect(try golden().answers == ["a 1", "b 1"])
        #expect(try golden().header.reasons == [.init("first", changed: 2)])
    }

    @Test func `accepting all makes the pending golden the golden`() throws {
        try propose(old: [record("a", 1), record("b", 1)], new: [record("c", 2), record("b", 2)])
        #expect(try acceptance.accept(reason: "a better prompt").answers == 2)
        #expect(try golden().answers == ["c 2", "b 2"])
        #expect(try golden().header.reasons == [.init("a better prompt", changed: 3)])
        #expect(try golden().header.madeWith == [.init("sqlite", "new")])
        #expect(try totals() == "new totals")
        #expect(try files() == ["answers.jsonl", "totals.json"])
        #expect(!acceptance.isPending)
    }

    /// What is accepted of a run that changed a and b, lost c and gained d between a and b.
    @Test(arguments: [
        ("a changed answer", ["b"], 1, ["a 1", "b 2", "c 1"], ["a latency", "c missing", "d new"]),
        ("a removed one", ["c"], 1, ["a 1", "b 1"], ["a latency", "b latency", "d new"]),
        ("a new one", ["d"], 1, ["a 1", "d 2", "b 1", "c 1"], ["a latency", "b latency", "c missing"]),
        ("several", ["a", "d"], 2, ["a 2", "d 2", "b 1", "c 1"], ["b latency", "c missing"]),
        (
            "one that neither side has", ["x"], 0, ["a 1", "b 1", "c 1"],
            ["a latency", "b latency", "c missing", "d new"]
        ),
    ])
    func `accepting some leaves the others waiting`(
        row: (name: String, ids: [String], changed: Int, golden: [String], pending: [String])
    ) throws {
        try propose(
            old: [record("a", 1), record("b", 1), record("c", 1)],
            new: [record("a", 2), record("d", 2), record("b", 2)])
        let changed = try acceptance.accept(Set(row.ids.map { RequestID($0) }), reason: "because").changed
        #expect(changed == row.changed, "\(row.name)")
        #expect(try golden().answers == row.golden)
        #expect(try golden().header.reasons == [.init("because", changed: row.changed)])
        #expect(acceptance.isPending)
        let pending = try acceptance.pendingDrifts().map { "\($0.id) \($0.kinds[0].rawValue)" }
        #expect(pending.sorted() == row.pending)
        #expect(try totals() == "old totals")
    }

    @Test func `accepting the last ones withdraws what waits and takes the totals over`() throws {
        try propose(
            old: [record("a", 1), record("b", 1), record("c", 1)],
            new: [record("a", 2), record("d", 2), record("b", 2)])
        #expect(try acceptance.accept(["a", "b"], reason: "why").changed == 2)
        #expect(acceptance.isPending)
        #expect(try acceptance.accept(["c", "d"], reason: "why").changed == 2)
        #expect(!acceptance.isPending)
        #expect(try golden().answers == ["a 2", "d 2", "b 2"])
        #expect(try totals() == "new totals")
        #expect(try files() == ["answers.jsonl", "totals.json"])
    }

    @Test func `a new first request comes first`() throws {
        try propose(old: [record("b", 1)], new: [record("a", 1), record("b", 1)])
        #expect(try acceptance.accept(["a"], reason: "why").changed == 1)
        #expect(try golden().answers == ["a 1", "b 1"])
    }

    @Test func `new requests follow each other as in the recording`() throws {
        try propose(old: [record("a", 1)], new: [record("a", 1), record("b", 1), record("c", 1)])
        #expect(try acceptance.accept(["b", "c"], reason: "why").changed == 2)
        #expect(try golden().answers == ["a 1", "b 1", "c 1"])
    }

    @Test func `withdrawing forgets what waits, and only that`() throws {
        try propose(old: [record("a", 1)], new: [record("a", 2)])
        acceptance.withdraw()
        #expect(!acceptance.isPending)
        #expect(try files() == ["answers.jsonl", "totals.json"])
        #expect(try golden().answers == ["a 1"])
        acceptance.withdraw()
    }

    @Test func `a later proposal replaces an earlier one`() throws {
        try propose(old: [record("a", 1)], new: [record("a", 2)])
        try propose(old: nil, new: [record("a", 3)])
        #expect(try acceptance.accept(reason: "why").answers == 1)
        #expect(try golden().answers == ["a 3"])
    }

    @Test func `without a proposal there is nothing to accept`() throws {
        #expect(throws: FileError.self) { try acceptance.accept(reason: "why") }
        #expect(throws: FileError.self) { try acceptance.pendingDrifts() }
    }

    @Test(arguments: [
        ("each after the one before it", ["m"], ["m", "z", "a"], ["a", "z"], ["m", "z", "a"]),
        ("after the nearest one that is there", ["m"], ["m", "a", "b"], ["b"], ["m", "b"]),
        ("first where nothing comes before", ["m"], ["a", "m"], ["a"], ["a", "m"]),
    ])
    func `added answers take the place they have in the run`(
        row: (name: String, old: [String], new: [String], ids: [String], result: [String])
    ) throws {
        try propose(
            old: row.old.map { record(RequestID($0), 1) }, new: row.new.map { record(RequestID($0), 1) })
        _ = try acceptance.accept(Set(row.ids.map { RequestID($0) }), reason: "why")
        #expect(try golden().answers == row.result.map { "\($0) 1" }, "\(row.name)")
    }

    /// Each answer of the run takes 2, each of the golden 1.
    @Test(arguments: [
        ("all of it", "abc", "cab", "abc", "c 2, a 2, b 2", 3),
        ("the first to come", "abc", "cab", "c", "a 1, b 1, c 2", 1),
        ("the last to come", "abc", "cab", "b", "a 1, b 2, c 1", 1),
        ("added behind one that comes late in the golden", "abc", "cxab", "x", "a 1, b 1, c 1, x 2", 1),
        ("added behind one that comes early in the golden", "abc", "bcaxy", "ay", "a 2, y 2, b 1, c 1", 2),
        ("removed while others change places", "abcd", "dba", "cb", "a 1, b 2, d 1", 2),
        ("nothing in common", "ab", "xy", "xya", "x 2, y 2, b 1", 3),
    ])
    func `answers that changed places keep those of the golden, until all are accepted`(
        row: (name: String, old: String, new: String, ids: String, result: String, changed: Int)
    ) throws {
        try propose(
            old: row.old.map { record(RequestID("\($0)"), 1) }, new: row.new.map { record(RequestID("\($0)"), 2) })
        let accepted = try acceptance.accept(Set(row.ids.map { RequestID("\($0)") }), reason: "why")
        #expect(accepted.changed == row.changed, "\(row.name)")
        #expect(try golden().answers.joined(separator: ", ") == row.result, "\(row.name)")
        #expect(try accepted.answers == golden().answers.count, "\(row.name)")
    }

    @Test func `a choice counts what it takes and what it leaves`() throws {
        try propose(
            old: [record("a", 1), record("b", 1), record("c", 1), record("d", 1)],
            new: [record("a", 2), record("x", 1), record("b", 1), record("c", 2)])
        let choice = try acceptance.choose { $0.kinds == [.latency] }
        #expect(choice.count == 2 && choice.staying == 2)
        #expect(try acceptance.accept(choice, reason: "why").changed == 2)
        #expect(try golden().answers == ["a 2", "b 1", "c 2", "d 1"])
        let rest = try acceptance.choose { _ in true }
        #expect(rest.count == 2 && rest.staying == 0)
        #expect(try acceptance.accept(rest, reason: "why").answers == 4)
        #expect(try golden().answers == ["a 2", "x 1", "b 1", "c 2"])
        #expect(!acceptance.isPending)
    }

    @Test func `results that the golden speaks of are kept, from either side`() throws {
        func kept(_ digests: [String], _ path: String) throws {
            var results = KeptResults()
            for digest in digests { results.keep(ResultSet(columns: ["n"], rows: [[.integer(1)]]), digest: digest) }
            try results.write(to: path)
        }
        func record(_ id: RequestID, _ digest: String) -> AnswerRecord {
            var record = AnswerRecord.answered(id)
            record.result = ResultDigest(
                ordered: digest, bag: digest, rowCount: 1, isTruncated: false, orderMatters: false)
            return record
        }
        try propose(old: [record("a", "a1"), record("b", "b1")], new: [record("a", "a2"), record("b", "b2")])
        try kept(["a1", "b1"], workspace.goldenResults("s"))
        try kept(["a2", "b2"], workspace.goldenResults("s") + PendingGolden.suffix)
        _ = try acceptance.accept(["b"], reason: "why")
        let results = try KeptResults.read(path: workspace.goldenResults("s"))
        #expect(["a1", "b1", "a2", "b2"].map { results[$0] != nil } == [true, false, false, true])
    }

    @Test func `nothing is written when nothing would be left`() throws {
        try propose(old: [record("a", 1)], new: [record("x", 1)])
        #expect(throws: FileError.self) { try acceptance.accept(["a"], reason: "why") }
        #expect(try golden().answers == ["a 1"])
        #expect(!(try files().contains { $0.hasSuffix(".partial") }))
    }
}
