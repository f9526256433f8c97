import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

struct ReviewSessionTests {
    /// Three drifts by their statement, two by their latency, one by its outcome.
    private func session() throws -> ReviewSession {
        func drift(_ id: String, _ change: (inout AnswerRecord) -> Void) throws -> Drift {
            let golden = AnswerRecord.answered(RequestID(id))
            var actual = golden
            change(&actual)
            return try #require(Drift(golden: golden, actual: actual, sql: nil, question: nil, recordingMiss: nil))
        }
        return ReviewSession([
            try drift("l-1") { $0.latencyMicroseconds += 1 }, try drift("s-1") { $0.sql = "SELECT 1" },
            try drift("l-2") { $0.latencyMicroseconds += 2 }, try drift("s-2") { $0.sql = "SELECT 1" },
            try drift("o-1") { $0.outcome = "failed" }, try drift("s-3") { $0.sql = "SELECT 2" },
        ])
    }

    @Test func `the worst comes first, then the largest`() throws {
        let session = try session()
        #expect(session.groups.map { $0.members.map(\.id) } == [["o-1"], ["s-1", "s-2"], ["s-3"], ["l-1", "l-2"]])
        #expect(session.count == 6)
        #expect(session.current?.drift.id == "o-1")
    }

    @Test(arguments: [
        ("one", ReviewSession.Scope.one, 1, ["s-1"]), ("a group", .group, 2, ["s-1", "s-2"]),
        ("a kind", .kind, 3, ["s-1", "s-2", "s-3"]), ("what is left", .rest, 5, ["s-1", "s-2", "s-3", "l-1", "l-2"]),
    ])
    func `a decision is about those that are open`(
        row: (name: String, scope: ReviewSession.Scope, count: Int, ids: [RequestID])
    ) throws {
        var session = try session()
        session.decide(.rejected, .one)
        #expect(session.open(row.scope) == row.count, "\(row.name)")
        #expect(session.decide(.accepted, row.scope) == row.count)
        #expect(session.requests(.accepted) == row.ids)
        #expect(session.requests(.rejected) == ["o-1"])
        #expect(session.requests(.skipped).isEmpty)
    }

    @Test func `what was decided one by one stays when all of its group is`() throws {
        var session = try session()
        session.decide(.skipped, .one)
        session.decide(.rejected, .one)
        session.decide(.accepted, .group)
        #expect(session.requests(.rejected) == ["s-1"])
        #expect(session.requests(.accepted) == ["s-2"])
    }

    @Test func `decisions are taken back one after the other`() throws {
        var session = try session()
        #expect(!session.canUndo && session.undo() == 0)
        session.decide(.accepted, .one)
        session.decide(.accepted, .kind)
        #expect(session.current?.drift.id == "l-1")
        #expect(session.undo() == 3)
        #expect(session.current?.drift.id == "s-1")
        #expect(session.requests(.accepted) == ["o-1"])
        #expect(session.undo() == 1)
        #expect(session.requests(.accepted).isEmpty)
    }

    @Test func `in the end nothing is open`() throws {
        var session = try session()
        session.decide(.skipped, .rest)
        #expect(session.current == nil)
        #expect(session.open(.rest) == 0 && session.decide(.accepted, .rest) == 0)
        #expect(session.requests(.skipped).count == 6)
        #expect(ReviewSession([]).current == nil)
    }
}
