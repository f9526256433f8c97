import RouterTesting
import Testing
import ToolRouter

@testable import ToolRouterReplay

@Suite struct ErrorFaultTests {
    @Test(arguments: [
        ("status: 500", "provider_failed"), ("status: 529", "provider_failed"),
        ("status: 429", "provider_rate_limited"),
        ("status: 401", "provider_credentials"), ("status: 404", "provider_not_found"),
        ("status: 400", "provider_rejected"), ("cause: connection", "provider_unreachable"),
        ("cause: timeout", "provider_timeout"),
    ])
    func `a planner fails as its provider would, at once and for nothing`(failure: String, code: String) throws {
        let world = try FaultyWorld("  - {name: a, target: planner, kind: error, \(failure)}")
        let answer = try world.answer()
        #expect(answer.ending == code)
        #expect(world.latency == .zero)
        #expect(world.planner.calls == 0)
        #expect(answer.bill.usage == TokenUsage())
        #expect(world.counts == ["a": "1 1"])
    }

    @Test func `an error takes as long as the rule says`() throws {
        let world = try FaultyWorld("  - {name: a, target: planner, kind: error, status: 500, after: 250ms}")
        #expect(try world.answer().ending == "provider_failed")
        #expect(world.latency == .milliseconds(250))
    }

    @Test func `the retry waits as long as the error asks`() throws {
        let world = try FaultyWorld(
            "  - {name: a, target: planner, kind: error, status: 429, retry_after: 4s, window: {to: 1s}}"
        ) { $0.retry.retries = 1 }
        #expect(try world.answer().ending == "answered")
        #expect(world.latency == .milliseconds(4_000 + 800 + 30))
    }

    @Test(arguments: ["database_busy", "database_unavailable", "execution_budget", "sql_failed"])
    func `a tool fails with the code of the rule, and runs nothing`(code: String) throws {
        let world = try FaultyWorld("  - {name: a, target: tool.sql, kind: error, code: \(code), after: 20ms}")
        #expect(try world.answer().ending == code)
        #expect(world.latency == .milliseconds(820))
        #expect(world.tool.runs == [])
    }

    @Test func `a candidate fails, and the answer does not`() throws {
        let world = try FaultyWorld("  - {name: a, target: shadow, kind: error, status: 500}", candidate: [.plan()])
        #expect(try world.answer().ending == "answered")
        #expect(world.candidate.calls == 0)
        #expect(world.log.totals.shadows["next"]?.failures == 1)
        #expect(world.log.totals.shadows["next"]?.usage == TokenUsage())
    }
}
