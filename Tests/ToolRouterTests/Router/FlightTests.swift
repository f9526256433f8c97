import Testing

@testable import ToolRouter

/// What threads can do to a call that several wait for, in the orders that virtual time never takes.
struct FlightTests {
    private let flights = Flights()
    private let start = Timestamp(microseconds: 0)

    private func launch() throws -> Flights.Launch {
        var breaker = CircuitBreaker()
        guard case .permitted(let permit, _) = breaker.admit(at: start) else { throw Refused() }
        return Flights.Launch(permit: permit, call: 7)
    }

    private struct Refused: Error {}

    @Test func `a call that ends before its owner waits, and whose owner has left, is still settled by whoever waits`()
        async throws
    {
        let seat = flights.board(nil, at: start)
        flights.launch(seat, try launch())
        #expect(flights.land(seat, .failure(.connection)).isTaken)
        #expect(flights.leave(seat) == nil)
        let waiting = Task { await flights.landing(seat) }
        waiting.cancel()
        guard case .reply(.failure(.connection), let launch?) = await waiting.value else {
            Issue.record("nobody has the launch")
            return
        }
        #expect(launch.call == 7)
        #expect(flights.count == 0)
    }

    @Test func `who leaves first settles, and what comes then is taken by nobody`() async throws {
        let seat = flights.board(nil, at: start)
        flights.launch(seat, try launch())
        #expect(flights.leave(seat)?.call == 7)
        let (isTaken, launch) = flights.land(seat, .failure(.connection))
        #expect(!isTaken)
        #expect(launch == nil)
        guard case .left = await flights.landing(seat) else {
            Issue.record("something came")
            return
        }
        #expect(flights.count == 0)
    }
}
