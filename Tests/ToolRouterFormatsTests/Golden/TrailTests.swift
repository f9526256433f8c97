import Testing
import ToolRouter

@testable import ToolRouterFormats

struct TrailTests {
    @Test(arguments: [
        ("the same trails", ["admit:admitted", "plan:replied"], ["admit:admitted", "plan:replied"], Stage?.none),
        ("two empty trails", [], [], nil),
        ("another word", ["admit:admitted", "plan:replied"], ["admit:admitted", "plan:prose_reply"], .plan),
        ("another stage: the earlier of the two", ["recall:hit"], ["plan:replied"], .recall),
        ("the first of several", ["route:sql", "plan:replied"], ["route:auto", "plan:timeout"], .route),
        ("a shorter run", ["admit:admitted", "guard:approved"], ["admit:admitted"], .guard),
        ("a longer run", ["admit:admitted"], ["admit:admitted", "run:complete", "settle:answered"], .run),
        ("an empty run", ["admit:admitted"], [], .admit),
        ("an empty golden", [], ["admit:admitted"], .admit),
        ("a word of no known stage", ["elsewhere:x"], ["plan:replied"], .plan),
    ])
    func `trails part at`(row: (name: String, golden: [String], run: [String], stage: Stage?)) {
        #expect(Trail.parting(row.golden, row.run) == row.stage, "\(row.name)")
    }

    @Test(arguments: [
        ("shadow:gpt-4o-mini(planned)", PlannerName?("gpt-4o-mini")), ("shadow:a(b)(prose_reply)", "a(b)"),
        ("shadow:(planned)", ""), ("shadow:x", nil), ("plan:rule(x)", nil), ("", nil),
    ])
    func `a word of the stage shadow names its candidate`(row: (word: String, candidate: PlannerName?)) {
        #expect(Trail.candidate(of: row.word) == row.candidate)
    }

    @Test(arguments: Stage.allCases)
    func `the stage stands before the colon`(stage: Stage) {
        #expect(Trail.stage(of: "\(stage.rawValue):a:b") == stage)
        #expect(Trail.stage(of: stage.rawValue) == stage)
        #expect(Trail.stage(of: "\(stage.rawValue)x:a") == nil)
    }
}
