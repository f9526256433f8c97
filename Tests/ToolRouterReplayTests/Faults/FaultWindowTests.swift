import RouterTesting
import Testing
import ToolRouter

@testable import ToolRouterReplay

@Suite struct FaultWindowTests {
    @Test(arguments: [
        ("from: 5m, to: 10m", [false, true, true, false, false]),
        ("from: 300s", [false, true, true, true, true]),
        ("to: 600s", [true, true, true, false, false]),
        ("from: 0s, to: 5m", [true, false, false, false, false]),
    ])
    func `a window holds from its first moment to just before its last`(window: String, holds: [Bool]) throws {
        let world = try FaultyWorld("  - {name: a, target: planner, kind: error, status: 500, window: {\(window)}}")
        let moments: [Duration] = [
            .seconds(300) - .microseconds(1), .seconds(300), .seconds(600) - .microseconds(1), .seconds(600),
            .seconds(7_200),
        ]
        #expect(try world.answers(at: moments).map { $0.ending == "provider_failed" } == holds)
        #expect(world.counts == ["a": "\(holds.count { $0 }) \(holds.count { $0 })"])
    }

    /// The second attempt comes 500 ms after the first, and so behind the end of the window.
    @Test func `the moment at which a call is made counts, not that of its request`() throws {
        let world = try FaultyWorld(
            "  - {name: a, target: planner, kind: error, status: 500, window: {to: 400ms}}"
        ) { $0.retry.retries = 1 }
        #expect(try world.answer().ending == "answered")
        #expect(world.counts == ["a": "1 1"])
        #expect(world.planner.inquiries.map(\.attempt) == [2])
    }
}
