import Synchronization

/// The calls to the planner under way, each with those who wait for it.
final class Flights: Sendable {
    /// A place on a flight.
    struct Seat: Sendable {
        let ticket: SingleFlight<CacheKey>.Ticket
        /// When the flight started: its attempt timeout counts from here.
        let startedAt: Timestamp
        /// Whether it is for this one to make the call.
        var isFirst: Bool { ticket.isFirst }
    }

    /// What comes with the call itself, for the one who answers for it: who started it or, once that one has left, who
    /// waited next.
    struct Launch: Sendable {
        let permit: CircuitBreakerPermit
        let call: UInt64
    }

    /// What waiting brings.
    enum Landing: Sendable {
        /// The call has ended; exactly one of those who waited gets the launch.
        case reply(Result<PlannerReply, PlannerFailure>, Launch?)
        /// The call was never made, since whoever was to make it was refused.
        case grounded
        /// The wait was cancelled.
        case left
    }

    private struct Flight {
        let startedAt: Timestamp
        var launch: Launch?
        var task: Task<Void, Never>?
        var waiting: [UInt64: UnsafeContinuation<Landing, Never>] = [:]
        /// Places whose wait was cancelled.
        var lost: Set<UInt64> = []
        /// What came before its owner began to wait.
        var mail: [UInt64: Landing] = [:]
        var hasEnded = false
    }

    private struct State {
        var board = SingleFlight<CacheKey>()
        var flights: [UInt64: Flight] = [:]

        /// Forgets a flight that has ended and holds nothing for anybody.
        mutating func drop(_ number: UInt64) {
            if let flight = flights[number], flight.hasEnded, flight.mail.isEmpty { flights[number] = nil }
        }
    }

    private let state = Mutex(State())

    /// The flights that anybody still holds something of.
    var count: Int { state.withLock { $0.flights.count } }

    /// Whether somebody who boards for `key` would join others.
    func isFlying(_ key: CacheKey) -> Bool { state.withLock { $0.board.isFlying(key) } }

    /// A place on the flight for `key`, or on a new one.
    func board(_ key: CacheKey?, at now: Timestamp) -> Seat {
        state.withLock { state in
            let ticket = state.board.board(key)
            if ticket.isFirst { state.flights[ticket.flight] = Flight(startedAt: now) }
            return Seat(ticket: ticket, startedAt: state.flights[ticket.flight]?.startedAt ?? now)
        }
    }

    /// The first one has been allowed to make the call.
    func launch(_ seat: Seat, _ launch: Launch) {
        state.withLock { $0.flights[seat.ticket.flight]?.launch = launch }
    }

    /// The call is made by `task`, which is cancelled when nobody waits for it any more.
    func fly(_ seat: Seat, _ task: Task<Void, Never>) {
        state.withLock { state in
            if state.flights[seat.ticket.flight]?.hasEnded == false { state.flights[seat.ticket.flight]?.task = task }
        }
    }

    /// Waits for the end of the call.
    func landing(_ seat: Seat) async -> Landing {
        let (number, place) = (seat.ticket.flight, seat.ticket.place)
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let landing: Landing? = state.withLock { state in
                    if let mail = state.flights[number]?.mail.removeValue(forKey: place) {
                        state.drop(number)
                        return mail
                    }
                    guard let flight = state.flights[number], !flight.lost.contains(place), !flight.hasEnded else {
                        return .left
                    }
                    state.flights[number]?.waiting[place] = continuation
                    return nil
                }
                if let landing { continuation.resume(returning: landing) }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                state.flights[number]?.lost.insert(place)
                return state.flights[number]?.waiting.removeValue(forKey: place)
            }
            continuation?.resume(returning: .left)
        }
    }

    /// The call has ended. False when nobody is left to take what it brought; the launch then, if it is unsettled.
    func land(_ seat: Seat, _ result: Result<PlannerReply, PlannerFailure>) -> (isTaken: Bool, Launch?) {
        end(seat) { launch in .reply(result, launch) }
    }

    /// The call is not made: those who joined are to look for another one.
    func ground(_ seat: Seat) {
        state.withLock { state in _ = state.board.leave(seat.ticket) }
        _ = end(seat) { _ in .grounded }
    }

    /// Gives a seat up. The launch when the last one has left: the call is cancelled, and whoever was last settles it.
    func leave(_ seat: Seat) -> Launch? {
        let number = seat.ticket.flight
        let (launch, task): (Launch?, Task<Void, Never>?) = state.withLock { state in
            // Mail stays for whoever waits for it by then: it may hold the launch.
            defer { state.drop(number) }
            guard state.board.leave(seat.ticket) == .lastOut else { return (nil, nil) }
            let flight = state.flights.removeValue(forKey: number)
            return (flight?.launch, flight?.task)
        }
        task?.cancel()
        return launch
    }

    private func end(_ seat: Seat, _ landing: (Launch?) -> Landing) -> (isTaken: Bool, Launch?) {
        typealias Delivery = (UnsafeContinuation<Landing, Never>, Landing)
        let number = seat.ticket.flight
        let (deliveries, isTaken, rest): ([Delivery], Bool, Launch?) = state.withLock { state in
            guard var flight = state.flights[number] else { return ([], false, nil) }
            let aboard = state.board.land(number).filter { !flight.lost.contains($0.place) }
            var deliveries: [Delivery] = []
            for (order, ticket) in aboard.enumerated() {
                let landing = landing(order == 0 ? flight.launch : nil)
                if let continuation = flight.waiting.removeValue(forKey: ticket.place) {
                    deliveries.append((continuation, landing))
                } else {
                    flight.mail[ticket.place] = landing
                }
            }
            flight.hasEnded = true
            let rest = aboard.isEmpty ? flight.launch : nil
            flight.launch = nil
            flight.task = nil
            state.flights[number] = flight
            state.drop(number)
            return (deliveries, !aboard.isEmpty, rest)
        }
        for (continuation, landing) in deliveries { continuation.resume(returning: landing) }
        return (isTaken, rest)
    }
}
