import Testing
import ToolRouter
import ToolRouterTools

@testable import ToolRouterServer

@Suite struct PlanQuestionTests {
    @Test func `the arguments stand in place of a question, sorted`() {
        let plan = Plan(
            tool: "rest",
            arguments: ["parameters": .object(["b": .number("1"), "a": .null]), "endpoint": .string("e")])
        #expect(PlanQuestion.text(of: plan, atMost: 100) == #"{"endpoint":"e","parameters":{"a":null,"b":1}}"#)
    }

    @Test(arguments: [10, 64, 75, 76, 77, 78, 79, 80, 100, 500])
    func `a long one is cut, and tells two plans apart all the same`(most: Int) {
        let start = String(repeating: "ü🎤", count: 200)
        let texts = ["a", "b"].map { PlanQuestion.text(of: Plan(sql: start + $0), atMost: most) }
        #expect(texts[0] != texts[1])
        #expect(texts.allSatisfy { $0.utf8.count <= most && !$0.contains("\u{FFFD}") && !$0.isEmpty })
        #expect(texts[0] == PlanQuestion.text(of: Plan(sql: start + "a"), atMost: most))
    }
}
