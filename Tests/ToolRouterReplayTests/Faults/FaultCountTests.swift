import RouterTesting
import Testing
import ToolRouter
import ToolRouterSimulation

@testable import ToolRouterReplay

/// What is wanted, what is injected, and what listeners are told.
@Suite struct FaultCountTests {
    @Test func `a rule behind the winner is wanted and not injected`() throws {
        let world = try FaultyWorld(
            """
              - {name: first, target: planner, kind: error, status: 500, tenant: emea}
              - {name: second, target: planner, kind: error, status: 429}
              - {name: other, target: planner, kind: error, status: 401, tenant: apac}
            """)
        #expect(try world.answers(at: [.zero, .seconds(1)]).map(\.ending) == ["provider_failed", "provider_failed"])
        #expect(world.counts == ["first": "2 2", "second": "2 0", "other": "0 0"])
    }

    @Test(arguments: ["malformed", "unsafe_sql"])
    func `a rule that has no reply to spoil is wanted and not injected, and what happened stays`(kind: String) throws {
        let world = try FaultyWorld(
            "  - {name: a, target: planner, kind: \(kind)}", script: [.http(503)])
        #expect(try world.answer().ending == "provider_failed")
        #expect(world.counts == ["a": "1 0"])
        #expect(world.faults.all.isEmpty)
    }

    @Test func `a reply that comes after the timeout is not spoilt either`() throws {
        let world = try FaultyWorld(
            "  - {name: a, target: planner, kind: malformed}", script: [.plan(after: .seconds(21))])
        #expect(try world.answer().ending == "planner_timeout")
        #expect(world.counts == ["a": "1 0"])
    }

    @Test func `listeners are told request, moment, rule and seam`() throws {
        let world = try FaultyWorld(
            """
              - {name: a, target: planner, kind: latency, delay: 2s}
              - {name: b, target: tool, kind: latency, delay: 1s}
              - {name: c, target: shadow, kind: malformed, text: nonsense}
            """, candidate: [.plan(after: .milliseconds(300))])
        #expect(try world.answer().ending == "answered")
        let told = world.faults.all.map { fault in
            "\(fault.request) \((fault.at - FaultyWorld.start).wholeMicroseconds / 1_000) \(fault.rule) \(fault.seam.text) \(fault.words)"
        }
        #expect(
            told == [
                "r-0 0 a planner begins 2s late", "r-0 300 c shadow.next the reply is another text",
                "r-0 2800 b tool.sql begins 1s late",
            ])
    }

    @Test func `seams that no rule is about are left as they are`() throws {
        let scheduler = SimulatedScheduler(start: FaultyWorld.start)
        func decorated(_ target: String) throws -> [Bool] {
            let planner = ScriptedPlanner([.plan()], scheduler: scheduler)
            var world = World(
                configuration: RouterConfiguration(),
                planners: [planner, ScriptedPlanner([.plan()], name: "backup", scheduler: scheduler)],
                shadows: [ShadowPlanner(planner: ScriptedPlanner([], name: "next", scheduler: scheduler))],
                tools: [ScriptedTool(scheduler: scheduler)], store: nil, observer: EventLog())
            let injector = FaultInjector(
                try .test("  - {name: a, target: \(target), kind: hang}"), seed: 7, start: FaultyWorld.start)
            FaultDecoration(injector: injector).decorate(&world, scheduler: scheduler)
            return [
                world.planners[0] is FaultyPlanner, world.planners[1] is FaultyPlanner,
                world.shadows[0].planner is FaultyPlanner, world.tools[0] is FaultyTool,
            ]
        }
        #expect(try decorated("planner") == [true, false, false, false])
        #expect(try decorated("planner.backup") == [false, true, false, false])
        #expect(try decorated("shadow") == [false, false, true, false])
        #expect(try decorated("shadow.other") == [false, false, false, false])
        #expect(try decorated("tool.sql") == [false, false, false, true])
    }
}
