import Testing
import ToolRouter

@Suite struct SingleFlightTests {
    private func starts(_ key: String?, _ flights: inout SingleFlight<String>) -> Bool { flights.board(key).isFirst }

    @Test func `the first starts the load and the others join`() {
        var flights = SingleFlight<String>()
        #expect(!flights.isFlying("a"))
        #expect(starts("a", &flights))
        #expect(flights.isFlying("a"))
        #expect(!starts("a", &flights))
        #expect(starts("b", &flights))
        #expect(flights.count == 2)
    }

    @Test func `what has landed is not joined`() {
        var flights = SingleFlight<String>()
        let first = flights.board("a")
        let second = flights.board("a")
        #expect(flights.land(first.flight) == [first, second])
        #expect(flights.land(first.flight) == [])
        #expect(flights.leave(second) == .notAboard)
        #expect(starts("a", &flights))
    }

    @Test func `the last one out ends it, whoever that is`() {
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
            var flights = SingleFlight<String>()
            let tickets = (0..<3).map { _ in flights.board("a") }
            let departures = order.map { flights.leave(tickets[$0]) }
            #expect(departures == [.othersWait, .othersWait, .lastOut])
            #expect(flights.leave(tickets[0]) == .notAboard)
            #expect(flights.count == 0)
            #expect(starts("a", &flights))
        }
    }

    @Test func `who has left gets nothing`() {
        var flights = SingleFlight<String>()
        let tickets = (0..<4).map { _ in flights.board("a") }
        _ = flights.leave(tickets[0])
        _ = flights.leave(tickets[2])
        #expect(flights.land(tickets[0].flight) == [tickets[1], tickets[3]])
    }

    @Test(arguments: ["forgotten", "left by all", "landed"])
    func `the end of an old flight does not end its successor`(ending: String) {
        var flights = SingleFlight<String>()
        let old = flights.board("a")
        switch ending {
        case "forgotten": flights.forget("a")
        case "left by all": _ = flights.leave(old)
        default: _ = flights.land(old.flight)
        }
        let new = flights.board("a")
        #expect(new.isFirst)
        _ = flights.land(old.flight)
        _ = flights.leave(old)
        #expect(flights.isFlying("a"))
        #expect(!starts("a", &flights))
        let aboard = flights.land(new.flight)
        #expect(aboard.count == 2)
        #expect(!flights.isFlying("a"))
    }

    @Test func `without a key nobody joins`() {
        var flights = SingleFlight<String>()
        let first = flights.board(nil)
        #expect(starts(nil, &flights))
        #expect(flights.leave(first) == .lastOut)
        #expect(flights.count == 1)
    }
}
