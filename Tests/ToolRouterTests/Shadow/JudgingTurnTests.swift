import RouterTesting
import Synchronization
import Testing
import ToolRouterSimulation

@testable import ToolRouter

/// What happened, in order.
private final class Notes: Sendable {
    private let told = Mutex<[String]>([])

    var lines: [String] { told.withLock { $0 } }

    func add(_ line: String) {
        told.withLock { $0.append(line) }
    }
}

/// Callers always have a judge that no candidate's plan takes.
struct JudgingTurnTests {
    /// A world with two judges, whose two candidates reply before the planner does.
    private static func world(
        _ candidate: ScriptedReply, behaviours: [String: ScriptedTool.Behaviour] = [:]
    ) -> ScriptedWorld {
        ScriptedWorld(
            script: [.plan("SELECT 1")], candidates: [("a", [candidate], .one), ("b", [candidate], .one)],
            behaviours: behaviours, judges: 2)
    }

    private static func ends(_ world: ScriptedWorld) -> [ShadowEnd] {
        world.log.events.compactMap { if case .shadowCompared(_, let it) = $0.kind { it.end } else { nil } }
    }

    @Test func `a caller waits for no guard that hangs over candidates' plans`() throws {
        let world = Self.world(.plan("SELECT 2", after: .milliseconds(100)), behaviours: ["SELECT 2": .hang])
        let reply = try world.reply(to: .asking())
        #expect(reply.summary == "answered" && reply.latency == .milliseconds(830))
        #expect(Self.ends(world) == [.unjudged, .unjudged])
        #expect(world.tool.approvals == ["SELECT 2", "SELECT 1"])
    }

    @Test func `a caller waits for nothing that candidates' replies may be`() throws {
        let world = Self.world(.text("SELECT 2", after: .milliseconds(100)))
        world.tool.understands(after: .seconds(5))
        #expect(try world.reply(to: .asking()).latency == .milliseconds(830))
        #expect(Self.ends(world) == [.different, .different], "one after the other, both have their turn in time")
    }

    @Test func `it is given on in order, at most to so many, and not to who has left`() throws {
        let scheduler = SimulatedScheduler(start: ScriptedWorld.start)
        let turn = JudgingTurn(places: 3)
        let notes = Notes()
        @Sendable func wait(_ name: String, for patience: Duration, holding: Duration) async {
            let has = await turn.take(by: scheduler.now + patience, scheduler)
            let seconds = (scheduler.now - ScriptedWorld.start) / Duration.seconds(1)
            notes.add("\(name) \(has) \(seconds)")
            guard has else { return }
            try? await scheduler.sleep(for: holding)
            turn.giveBack()
        }
        try scheduler.run {
            scheduler.spawn { await wait("first", for: .seconds(1), holding: .seconds(5)) }
            scheduler.spawn { await wait("impatient", for: .seconds(2), holding: .seconds(1)) }
            let leaving = scheduler.spawn { await wait("leaving", for: .seconds(60), holding: .seconds(1)) }
            scheduler.spawn { await wait("patient", for: .seconds(60), holding: .seconds(1)) }
            scheduler.spawn { await wait("too many", for: .seconds(60), holding: .seconds(1)) }
            try? await scheduler.sleep(for: .seconds(3))
            leaving.cancel()
            try? await scheduler.sleep(for: .seconds(10))
            await wait("later", for: .seconds(1), holding: .zero)
        }
        #expect(
            notes.lines == [
                "first true 0.0", "too many false 0.0", "impatient false 2.0", "leaving false 3.0", "patient true 5.0",
                "later true 13.0",
            ])
    }
}
