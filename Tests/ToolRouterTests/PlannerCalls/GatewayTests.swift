import RouterTesting
import Testing
import ToolRouter
import ToolRouterSimulation

/// A gateway belongs to one planner, whatever the planner's name.
struct GatewayTests {
    @Test func `a candidate of the planner's own name and model has a circuit of its own`() throws {
        let world = ScriptedWorld(
            script: [.plan()], candidates: [("main", [.http(503)], .one)], ttl: nil)
        let replies = try world.replies(
            to: (0..<10).map { .init(at: .seconds($0), request: .asking("q \($0)", id: RequestID("r-\($0)"))) })
        #expect(replies.allSatisfy { $0.summary == "answered" })
        #expect(world.log.circuitChanges == [])
        #expect(world.router.circuits().map(\.status.lastTransition?.to) == [nil, .open])
        #expect(world.planner.calls == 10)
        #expect(world.candidates[0].calls == 5)
    }

    /// The others' calls move the circuit's time on while a reply is read.
    @Test func `what its tool takes to read a reply is no slowness of the planner`() throws {
        let world = ScriptedWorld(script: [.text("SELECT 1")], ttl: nil) {
            $0.breaker.slowCall = .seconds(1)
            $0.breaker.slowRatio = Ratio(millionths: 1)
            $0.breaker.minimumCalls = 2
        }
        world.tool.understands(after: .seconds(3))
        let replies = try world.replies(
            to: (0..<6).map { .init(at: .seconds($0), request: .asking("q \($0)", id: RequestID("r-\($0)"))) })
        #expect(replies.allSatisfy { $0.summary == "answered" && $0.latency > .seconds(3) })
        #expect(world.log.circuitChanges == [])
        let durations = (0..<6).flatMap { number in
            world.log.happenings(to: RequestID("r-\(number)")).compactMap {
                if case .attemptEnded(_, _, let duration) = $0 { duration } else { nil }
            }
        }
        #expect(durations == [Duration](repeating: .milliseconds(800), count: 6))
    }

    @Test func `the planner is told by when a reply is of use, and what there is to plan for`() async throws {
        let world = ScriptedWorld(script: [.http(503), .plan()]) { $0.attemptTimeout = .seconds(4) }
        _ = try world.reply(to: .asking(deadline: .seconds(5)))
        // The second attempt begins after 100 ms and a pause of half a second.
        #expect(
            world.planner.inquiries.map { $0.deadline.map { $0 - ScriptedWorld.start } } == [
                .seconds(4), .milliseconds(4_600),
            ])
        let descriptions = await world.planner.inquiries[0].catalogue.descriptions(for: .asking())
        #expect(descriptions.map(\.tool) == ["sql", "docs"])
    }
}
