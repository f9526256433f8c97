import RouterTesting
import Testing
import ToolRouter
import ToolRouterSimulation

@testable import ToolRouterReplay

@Suite struct HangFaultTests {
    @Test func `a planner that hangs is left at the attempt's timeout and costs nothing`() throws {
        let world = try FaultyWorld("  - {name: a, target: planner, kind: hang}")
        let answer = try world.answer()
        #expect(answer.ending == "planner_timeout")
        #expect(world.latency == .seconds(20))
        #expect(world.planner.calls == 0)
        #expect(answer.bill.usage == TokenUsage())
        #expect(world.counts == ["a": "1 1"])
    }

    @Test func `a tool that hangs is left at the deadline`() throws {
        let world = try FaultyWorld("  - {name: a, target: tool, kind: hang}")
        #expect(try world.answer().ending == "deadline_exceeded")
        #expect(world.latency == .seconds(30))
        #expect(world.tool.approvals.count == 1)
        #expect(world.tool.runs == [])
    }

    @Test func `a candidate that hangs is left at its own deadline, and the answer knows nothing of it`() throws {
        let world = try FaultyWorld("  - {name: a, target: shadow, kind: hang}", candidate: [.plan()])
        #expect(try world.answer().ending == "answered")
        #expect(world.latency == .milliseconds(830))
        #expect(world.log.proposals.map(\.duration) == [.seconds(30)])
    }

    /// A timer at the end of all days would move the clock there.
    @Test func `virtual time goes no further than what waits`() throws {
        let world = try FaultyWorld("  - {name: a, target: planner, kind: hang}")
        _ = try world.answer()
        #expect(world.scheduler.now - FaultyWorld.start <= .seconds(30))
    }
}
