import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterReplay

@Suite struct FaultPlanTests {
    private static let everything = """
          - {name: slow, target: planner, kind: latency, delay: 1500ms, jitter: 2s, odds: 5%, window: {from: 90s, to: 5m}}
          - {name: stuck, target: shadow, kind: hang, window: {to: 1h}, tenant: emea, user: u-1}
          - {name: busy, target: planner, kind: error, status: 429, retry_after: 2s, after: 30ms}
          - {name: lost, target: shadow.next, kind: error, cause: connection}
          - {name: late, target: shadow.a.b, kind: error, cause: timeout, question: "Out  of Stock"}
          - {name: locked, target: tool.sql, kind: error, code: database_busy}
          - {name: prose, target: planner, kind: malformed, text: "é\\0\\"\\n"}
          - {name: "silent: #1", target: planner, kind: malformed, text: ''}
          - {name: broken, target: planner, kind: malformed, odds: 1/3}
          - {name: greedy, target: planner, kind: unsafe_sql, sql: "SELECT * FROM secret", odds: 0}
          - {name: any, target: tool, kind: hang, window: {from: 1s}}
        """

    @Test func `the canonical form is a plan that means the same`() throws {
        let plan = try FaultPlan.test(Self.everything)
        let again = try FaultPlan(yaml: plan.json, file: "canonical")
        #expect(again.json == plan.json)
        #expect(again.digest == plan.digest)
        #expect(
            plan.rules.map(\.kind) == [
                "latency", "hang", "error", "error", "error", "error", "malformed", "malformed", "malformed",
                "unsafe_sql",
                "hang",
            ])
        #expect(
            plan.rules.map(\.target.text) == [
                "planner", "shadow", "planner", "shadow.next", "shadow.a.b", "tool.sql", "planner", "planner",
                "planner",
                "planner", "tool",
            ])
        #expect(plan.digest.count == 16)
    }

    private static let one = "  - {name: a, target: planner, kind: latency, delay: 1s}"

    @Test(arguments: [
        "  - {kind: latency, delay: 1000ms, target: planner, name: 'a'}",
        "  # a comment\n  - name: a\n    target: planner\n    kind: latency\n    delay: 1s\n    odds: 100%",
        "  - {name: a, target: planner, kind: latency, delay: 1s, window: {from: 0s}}",
    ])
    func `plans that mean the same have the same digest`(rules: String) throws {
        #expect(try FaultPlan.test(rules).digest == FaultPlan.test(Self.one).digest)
    }

    @Test(arguments: [
        "  - {name: b, target: planner, kind: latency, delay: 1s}",
        "  - {name: a, target: shadow, kind: latency, delay: 1s}",
        "  - {name: a, target: planner, kind: hang}",
        "  - {name: a, target: planner, kind: latency, delay: 2s}",
        "  - {name: a, target: planner, kind: latency, delay: 1s, jitter: 1s}",
        "  - {name: a, target: planner, kind: latency, delay: 1s, odds: 1/2}",
        "  - {name: a, target: planner, kind: latency, delay: 1s, window: {to: 1s}}",
        "  - {name: a, target: planner, kind: latency, delay: 1s, tenant: emea}",
        "  - {name: a, target: planner, kind: latency, delay: 1s, user: u-1}",
        "  - {name: a, target: planner, kind: latency, delay: 1s, question: stock}",
        one + "\n  - {name: b, target: planner, kind: hang}",
    ])
    func `plans that mean something else have another one`(rules: String) throws {
        #expect(try FaultPlan.test(rules).digest != FaultPlan.test(Self.one).digest)
    }

    @Test func `the order of rules is part of a plan`() throws {
        let other = "  - {name: b, target: planner, kind: hang}"
        #expect(try FaultPlan.test(Self.one + "\n" + other).digest != FaultPlan.test(other + "\n" + Self.one).digest)
    }

    /// What a rule is refused for, and words of the message; the whole messages are in `BrokenInputs/messages.txt`.
    @Test(arguments: [
        ("target: shadow.nest, kind: hang", "did you mean `shadow.next`?"),
        ("target: tool.docs, kind: hang", "`tool.sql`"),
        ("target: shadow., kind: hang", "expected one of"),
        ("target: planner.gpt, kind: hang", "expected one of"),
    ])
    func `a target that the scenario lacks is refused with those it has`(rule: String, words: String) throws {
        var scenario = FaultTargets(candidates: ["next"])
        scenario.formUnion(FaultTargets(candidates: ["more"]))
        let error = #expect(throws: FileError.self) {
            try FaultPlan(yaml: "version: 1\nrules: [{name: a, \(rule)}]", file: "f", targets: scenario)
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.line == 2)
    }

    @Test(arguments: ["planner", "shadow", "shadow.next", "shadow.more", "tool", "tool.sql"])
    func `a target that the scenario has is taken`(target: String) throws {
        var scenario = FaultTargets(candidates: ["next"])
        scenario.formUnion(FaultTargets(candidates: ["more"]))
        let yaml = "version: 1\nrules: [{name: a, target: \(target), kind: hang}]"
        #expect(try FaultPlan(yaml: yaml, file: "f", targets: scenario).rules.count == 1)
    }
}
