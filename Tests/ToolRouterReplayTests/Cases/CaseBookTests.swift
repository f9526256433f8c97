import RouterTesting
import Testing
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouter
@testable import ToolRouterReplay

struct CaseBookTests {
    private let book = CaseBook()
    private static let start = Timestamp(microseconds: 1_000_000)

    private func begin(_ ids: RequestID...) {
        for id in ids { book.begin(.asking(id: id), at: Self.start, expected: nil) }
    }

    private func tell(_ id: RequestID, after time: Duration = .zero, _ kind: RouterEvent.Kind) {
        book.observe(RouterEvent(request: id, at: Self.start + time, kind))
    }

    private func settle(_ id: RequestID, after time: Duration = .zero) {
        let answer = Answer(
            request: id, outcome: .clarification(.noTool), tool: nil, source: .planner, plan: nil, degraded: nil,
            bill: CostMeter().bill)
        tell(id, after: time, .settled(answer))
    }

    private func end(_ id: RequestID) {
        book.end(id, (nil, false))
    }

    private func done() -> [RequestID] { book.takeDone().map(\.request.id) }

    private static let proposal = ShadowProposal(
        plan: .success(Plan(sql: "SELECT 1")), bill: CostMeter().bill, duration: .zero)

    @Test func `cases come in the order of the recording, whatever the order of their ends`() {
        begin("c", "a", "b")
        settle("b")
        end("b")
        #expect(done() == [])
        settle("c")
        end("c")
        #expect(done() == ["c"])
        settle("a")
        #expect(done() == [], "the task has not ended")
        end("a")
        #expect(done() == ["a", "b"])
        #expect(done() == [])
    }

    @Test func `a case waits for its candidates`() throws {
        begin("a")
        tell("a", .shadowStarted("two"))
        tell("a", .shadowStarted("one"))
        settle("a", after: .milliseconds(5))
        end("a")
        tell("a", .shadowEnded("two", Self.proposal))
        #expect(done() == [])
        tell("a", after: .seconds(9), .shadowEnded("one", Self.proposal))
        tell("a", after: .seconds(9), .shadowCompared("one", .of(Self.proposal)))
        #expect(done() == [])
        tell("a", after: .seconds(9), .shadowCompared("two", .of(Self.proposal)))
        let only = try #require(book.takeDone().first)
        #expect(only.shadows.map(\.planner) == ["one", "two"])
        #expect(only.makeRecord().latencyMicroseconds == 5_000, "the answer had left before")
    }

    @Test func `what comes after a case is done changes it no more`() {
        begin("a", "b")
        settle("b")
        end("b")
        let attempt = PlannerAttempt(number: 1, planner: "main", model: "m")
        tell("b", .lateReply(attempt, PlannerReply(text: "", model: "m", usage: TokenUsage()), CostMeter().bill))
        settle("a")
        end("a")
        #expect(done() == ["a", "b"])
        #expect(book.totals.lateReplies == 1)
    }

    @Test func `candidates that hang for ever are given up at the end`() throws {
        begin("a", "b")
        tell("a", .shadowStarted("hanging"))
        settle("a")
        settle("b")
        end("a")
        end("b")
        #expect(done() == [])
        let rest = book.takeRest()
        #expect(rest.map(\.request.id) == ["a", "b"])
        #expect(rest.map(\.sequence) == [0, 1])
        #expect(rest.first?.shadows.isEmpty == true)
    }

    @Test func `a case knows what the recordings lacked`() throws {
        begin("a")
        settle("a")
        book.end("a", ("nothing near", true))
        let only = try #require(book.takeDone().first)
        #expect(only.recordingMiss == "nothing near")
        #expect(only.isUnused)
    }

    @Test func `an id may come back once its request is done`() {
        begin("a")
        settle("a")
        end("a")
        #expect(done() == ["a"])
        begin("a")
        settle("a")
        end("a")
        #expect(book.takeDone().map(\.sequence) == [1])
    }

    @Test func `a case keeps its trail, and rows only as a digest`() throws {
        begin("a")
        tell("a", .limited(.unlimited))
        tell("a", .routed(Route(tool: .sql, rule: "r", confidence: nil, rawPlan: nil)))
        tell("a", .recalled(.miss))
        let rows = ResultSet(columns: ["n"], rows: [[.integer(2)], [.integer(1)]])
        tell("a", .ran(Plan(sql: "SELECT n"), .rows(rows)))
        let answer = Answer(
            request: "a", outcome: .answered(.rows(rows)), tool: .sql, source: .planner,
            plan: Plan(sql: "SELECT n"), degraded: .plannerFailed, bill: CostMeter().bill)
        tell("a", after: .milliseconds(3), .settled(answer))
        end("a")
        let only = try #require(book.takeDone().first)
        #expect(
            only.makeRecord().trail == [
                "admit:admitted", "route:sql(r)", "recall:miss", "run:complete", "settle:answered",
            ])
        #expect(only.makeRecord().sql == "SELECT n")
        #expect(only.makeRecord().degraded == .plannerFailed)
        #expect(only.makeRecord().result == ResultDigest(rows, orderMatters: true))
        #expect(only.rows == rows)
    }
}
