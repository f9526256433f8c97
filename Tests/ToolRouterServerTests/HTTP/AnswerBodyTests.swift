import Foundation
import NIOCore
import Testing
import ToolRouter
import ToolRouterServer
import ToolRouterTools

/// The body of an answer.
@Suite struct AnswerBodyTests {
    private static let rows = ResultSet(
        columns: ["id", "name", "price", "photo"],
        rows: [
            [.integer(1), .text("Zoë"), .real(2.5), .blob([0, 255])], [.integer(2), .null, .real(.infinity), .null],
        ])

    private static func answer(_ outcome: Answer.Outcome) -> Answer {
        var answer = Answer(
            request: "r-1", outcome: outcome, tool: "sql", source: .cache,
            plan: Plan(sql: "SELECT \"id\"", confidence: Ratio(millionths: 930_000)),
            bill: Bill(
                usage: TokenUsage(input: 1, cachedInput: 2, cacheWrite: 3, longCacheWrite: 4, output: 5, reasoning: 6),
                cost: Cost(amount: Money(usd: "0.00123"), status: .exact)))
        answer.trace = TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        return answer
    }

    private static func text(_ answer: Answer, planner: PlannerName? = "gpt", trail: [TrailStep]? = nil) -> String {
        String(
            buffer: AnswerBody.write(answer, planner: planner, latency: .microseconds(1_234), trail: trail))
    }

    @Test func `an answer is all that the contract names, in its order`() {
        #expect(
            Self.text(Self.answer(.answered(.rows(Self.rows)))) == """
                {"request_id":"r-1","outcome":"answered","tool":"sql","source":"cache","degraded":null,"planner":"gpt",\
                "plan":{"tool":"sql","sql":"SELECT \\"id\\"","confidence":0.93},"clarification":null,\
                "columns":["id","name","price","photo"],\
                "rows":[[1,"Zoë",2.5,{"base64":"AP8="}],[2,null,{"real":"inf"},null]],"truncated":false,\
                "tokens":{"input":1,"cached_input":2,"cache_write":7,"output":5,"reasoning":6},\
                "cost_usd":"0.00123","cost_status":"exact","latency_ms":1.234,\
                "trace_id":"0af7651916cd43dd8448eb211c80319c"}
                """)
    }

    @Test func `a clarification has no rows, and what is not known is null`() {
        var answer = Self.answer(.clarification(.noTool))
        (answer.plan, answer.source, answer.degraded) = (nil, nil, .circuitOpen)
        answer.bill = Bill(usage: TokenUsage(), cost: .missing)
        let step = TrailStep(stage: .plan, at: .zero, took: .milliseconds(2), what: "asked \"gpt\"")
        #expect(
            Self.text(answer, planner: nil, trail: [step]) == """
                {"request_id":"r-1","outcome":"clarification","tool":"sql","source":null,"degraded":"circuit_open",\
                "planner":null,"plan":null,"clarification":"no_tool","columns":[],"rows":[],"truncated":false,\
                "tokens":{"input":0,"cached_input":0,"cache_write":0,"output":0,"reasoning":0},\
                "cost_usd":null,"cost_status":"missing","latency_ms":1.234,\
                "trace_id":"0af7651916cd43dd8448eb211c80319c",\
                "trail":[{"stage":"plan","at_ms":0,"took_ms":2,"what":"asked \\"gpt\\""}]}
                """)
    }

    @Test func `an argument of a plan never stands in for the tool or the confidence`() throws {
        var answer = Self.answer(.answered(.rows(Self.rows)))
        answer.plan = Plan(
            tool: "rest",
            arguments: ["tool": .string("x"), "confidence": .string("x"), "a": .list([.null, .bool(true)])])
        #expect(Self.text(answer).contains(#""plan":{"tool":"rest","a":[null,true],"confidence":null}"#))
    }

    @Test func `a refusal is its problem document`() {
        let error = RouterError(.sqlEmpty, at: .guard, "no statement")
        let answer = Self.answer(.refused(error))
        #expect(Self.text(answer) == ProblemDocument(error, request: "r-1", trace: answer.trace).json)
    }

    @Test func `rows that were written when they were stored are the same bytes`() async {
        var kept = Self.rows
        kept.keepJSON(within: .max)
        #expect(kept.json != nil)
        #expect(kept == Self.rows)
        #expect(kept.bytes == Self.rows.bytes + (kept.json?.count ?? 0))
        let (once, again) = (Self.answer(.answered(.rows(Self.rows))), Self.answer(.answered(.rows(kept))))
        #expect(Self.text(once) == Self.text(again))
        #expect(
            await String(buffer: AnswerBody.written(again, planner: "gpt", latency: .microseconds(1_234)))
                == Self.text(once))
    }

    @Test func `a large result is written like a small one`() async {
        let rows = ResultSet(columns: ["t"], rows: (0..<5_000).map { [.text("row \($0) of many, and long enough")] })
        let answer = Self.answer(.answered(.rows(rows)))
        #expect(
            await String(buffer: AnswerBody.written(answer, planner: "gpt", latency: .microseconds(1_234)))
                == Self.text(answer))
    }
}
