import Testing
import ToolRouter

@Suite struct PlannerCallsTests {
    private let main = CircuitKey(planner: "main", model: "m")
    private let other = CircuitKey(planner: "main", model: "n")

    private struct TooMany: Error {}

    @discardableResult
    private func begin(_ calls: inout PlannerCalls, to circuit: CircuitKey? = nil) throws -> UInt64 {
        guard let number = calls.begin(to: circuit ?? main) else { throw TooMany() }
        return number
    }

    @Test func `calls that nobody waits for count until they end, each model for itself`() throws {
        var calls = PlannerCalls(limit: 2)
        let first = try begin(&calls)
        let second = try begin(&calls)
        let third = try begin(&calls)
        calls.abandon(first)
        #expect(throws: Never.self) { try begin(&calls) }
        calls.abandon(second)
        #expect(throws: TooMany.self) { try begin(&calls) }
        #expect(throws: Never.self) { try begin(&calls, to: other) }
        calls.end(third)
        #expect(throws: TooMany.self, "it was not one of those") { try begin(&calls) }
        calls.end(first)
        #expect(calls.abandoned(to: main) == 1)
        #expect(throws: Never.self) { try begin(&calls) }
    }

    @Test func `one that ended is not left behind, and none counts twice`() throws {
        var calls = PlannerCalls(limit: 1)
        let call = try begin(&calls)
        calls.end(call)
        calls.abandon(call)
        #expect(calls.abandoned(to: main) == 0)
        let again = try begin(&calls)
        calls.abandon(again)
        calls.abandon(again)
        calls.end(again)
        calls.end(again)
        #expect(calls.abandoned(to: main) == 0)
        #expect(calls.underWay == 0)
    }
}
