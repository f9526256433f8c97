import RouterTesting
import Testing
import ToolRouter

@testable import ToolRouterReplay

@Suite struct LatencyFaultTests {
    @Test func `a planner's call takes so much longer, and costs the same`() throws {
        let world = try FaultyWorld("  - {name: a, target: planner, kind: latency, delay: 1500ms}")
        let answer = try world.answer()
        #expect(answer.ending == "answered")
        #expect(world.latency == .milliseconds(1_500 + 800 + 30))
        #expect(answer.bill.usage == ScriptedReply.usage)
    }

    @Test func `a tool's call takes so much longer`() throws {
        let world = try FaultyWorld("  - {name: a, target: tool.sql, kind: latency, delay: 1s}")
        #expect(try world.answer().ending == "answered")
        #expect(world.latency == .milliseconds(800 + 1_000 + 30))
    }

    @Test func `a candidate's call takes so much longer, and the answer does not`() throws {
        let world = try FaultyWorld(
            "  - {name: a, target: shadow.next, kind: latency, delay: 10s}", candidate: [.plan()])
        #expect(try world.answer().ending == "answered")
        #expect(world.latency == .milliseconds(830))
        #expect(world.log.proposals.map(\.duration) == [.milliseconds(10_800)])
    }

    @Test func `a call that its timeout cuts off before it begins is never made and costs nothing`() throws {
        let world = try FaultyWorld("  - {name: a, target: planner, kind: latency, delay: 20s}")
        let answer = try world.answer()
        #expect(answer.ending == "planner_timeout")
        #expect(world.latency == .seconds(20))
        #expect(answer.bill.usage == TokenUsage())
        #expect(world.log.totals.lateReplies == 0)
        #expect(world.counts == ["a": "1 1"])
    }

    @Test func `a tool that is late for the deadline leaves nobody waiting`() throws {
        let world = try FaultyWorld("  - {name: a, target: tool, kind: latency, delay: 1h}")
        #expect(try world.answer().ending == "deadline_exceeded")
        #expect(world.latency == .seconds(30))
        #expect(world.tool.runs == [])
    }

    @Test func `jitter adds a drawn part of it, from nothing to all`() throws {
        let world = try FaultyWorld("  - {name: a, target: planner, kind: latency, delay: 1ms, jitter: 3us}")
        _ = try world.answers(at: (0..<60).map { .seconds($0) })
        let late = world.faults.all.map(\.words)
        #expect(Set(late) == ["begins 1ms late", "begins 1001us late", "begins 1002us late", "begins 1003us late"])
        let again = try FaultyWorld("  - {name: a, target: planner, kind: latency, delay: 1ms, jitter: 3us}")
        _ = try again.answers(at: (0..<60).map { .seconds($0) })
        #expect(again.faults.all.map(\.words) == late)
    }
}

extension EventLog {
    /// What candidates said, in order.
    var proposals: [ShadowProposal] {
        events.compactMap { event in
            if case .shadowEnded(_, let proposal) = event.kind { proposal } else { nil }
        }
    }
}
