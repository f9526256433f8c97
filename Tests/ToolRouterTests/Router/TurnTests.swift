import RouterTesting
import Testing

@testable import ToolRouter

/// How planners share the time of one request.
struct TurnTests {
    /// The planners' own times for an attempt, the deadline, and how long each is waited for when all hang, in milliseconds.
    static let rows: [(name: String, timeouts: [Int64], deadline: Int64, waits: [Int64])] = [
        ("two share a deadline", [60_000, 60_000], 30_000, [15_000, 15_000]),
        ("three share a deadline", [60_000, 60_000, 60_000], 30_000, [10_000, 10_000, 10_000]),
        ("the second needs less than half", [60_000, 5_000], 30_000, [25_000, 5_000]),
        ("the second and third need less", [60_000, 2_000, 3_000], 30_000, [25_000, 2_000, 3_000]),
        ("the first has a timeout of its own", [4_000, 60_000], 30_000, [4_000, 26_000]),
        ("a share is too short for any attempt", [60_000, 60_000], 150, [150]),
        ("a share is enough for one attempt of the next, not of two", [60_000, 60_000, 60_000], 250, [125, 125]),
    ]

    @Test(arguments: rows.indices)
    func `a turn leaves time for those after it`(number: Int) throws {
        let row = Self.rows[number]
        let names: [PlannerName] = ["main", "second", "third"]
        let world = ScriptedWorld(
            script: [.hang], next: names[1..<row.timeouts.count].map { ($0, [.hang]) }
        ) { configuration in
            for (name, timeout) in zip(names, row.timeouts) {
                configuration.attemptTimeouts[name] = .milliseconds(timeout)
            }
        }
        let reply = try world.reply(to: .asking(deadline: .milliseconds(row.deadline)))
        let waits = world.log.events.compactMap { event in
            if case .attemptEnded(_, _, let duration) = event.kind { duration } else { nil }
        }
        #expect(waits == row.waits.map { .milliseconds($0) }, "\(row.name)")
        #expect(reply.latency == waits.reduce(.zero, +))
    }

    @Test func `no time is kept for a planner whose circuit is open`() throws {
        let world = ScriptedWorld(script: [.hang], next: [("backup", [.plan()])]) { $0.attemptTimeout = .seconds(60) }
        let reply = try world.replies(to: [
            .init(at: .zero, request: .asking()) {
                _ = $0.router.operate(.open(for: nil), on: .planner("backup"), for: "o")
            }
        ])[0]
        #expect(reply.latency == .seconds(30))
        #expect(reply.summary == "failed deadline_exceeded at plan")
    }

    @Test func `a share that a caller's short deadline cuts off is not the planner's fault`() throws {
        let world = ScriptedWorld(script: [.hang], next: [("backup", [.plan()])]) { $0.breaker.failures = 1 }
        _ = try world.reply(to: .asking(deadline: .seconds(2)))
        #expect(world.router.circuits()[0].status.state == .closed)
    }

    @Test func `retries keep to the turn`() throws {
        let world = ScriptedWorld(
            script: [.failure(.connection, after: .seconds(9))], next: [("backup", [.plan()])]
        ) { configuration in
            configuration.retry.retries = 5
            configuration.breaker.failures = 100
        }
        let reply = try world.reply(to: .asking())
        #expect(reply.answer.planner == "backup" && reply.latency == .milliseconds(15_830))
        #expect(world.planner.calls == 2)
    }
}
