/// Lets those who want the same thing at the same time wait for one load of it.
///
/// Whoever boards first starts the load; the others join. When the last one has left, the load is of no use and to be
/// cancelled. A flight that is over, or that was left by everybody or forgotten, never takes its successor's place away
/// (golang/go 31420).
public struct SingleFlight<Key: Hashable & Sendable>: Sendable {
    /// A place on a flight.
    public struct Ticket: Hashable, Sendable {
        /// The number of the flight.
        public let flight: UInt64
        /// The place on it, in the order of boarding.
        public let place: UInt64
        /// Whether it was the first one, who starts the load.
        public var isFirst: Bool { place == 0 }
    }

    private struct Flight: Sendable {
        let key: Key?
        var aboard: Set<UInt64> = [0]
        var boarded: UInt64 = 1
    }

    /// What leaving a flight means.
    public enum Departure: Hashable, Sendable {
        /// Others still wait.
        case othersWait
        /// The last one has left: the load is to be cancelled.
        case lastOut
        /// The flight has landed before, or the place was left before.
        case notAboard
    }

    private var flights: [UInt64: Flight] = [:]
    private var current: [Key: UInt64] = [:]
    private var last: UInt64 = 0

    public init() {}

    /// The flights under way.
    public var count: Int { flights.count }

    /// Whether somebody who boards for `key` would join others.
    public func isFlying(_ key: Key) -> Bool { current[key] != nil }

    /// A place on the flight for `key`, or on a new one. Without a key it is a flight for one.
    public mutating func board(_ key: Key?) -> Ticket {
        if let key, let number = current[key], let boarded = flights[number]?.boarded {
            flights[number]?.aboard.insert(boarded)
            flights[number]?.boarded = boarded + 1
            return Ticket(flight: number, place: boarded)
        }
        last += 1
        flights[last] = Flight(key: key)
        if let key { current[key] = last }
        return Ticket(flight: last, place: 0)
    }

    /// Gives a place up.
    public mutating func leave(_ ticket: Ticket) -> Departure {
        guard flights[ticket.flight]?.aboard.remove(ticket.place) != nil else { return .notAboard }
        guard flights[ticket.flight]?.aboard.isEmpty == true else { return .othersWait }
        remove(ticket.flight)
        return .lastOut
    }

    /// Ends a flight, with whatever its load brought: those who get it, in the order of boarding.
    public mutating func land(_ flight: UInt64) -> [Ticket] {
        guard let places = flights[flight]?.aboard.sorted() else { return [] }
        remove(flight)
        return places.map { Ticket(flight: flight, place: $0) }
    }

    /// Lets the next one who boards for `key` start a new flight; the one under way goes on.
    public mutating func forget(_ key: Key) {
        current[key] = nil
    }

    /// Ends the flight for `key` since something better than its load is there: those who were aboard.
    public mutating func ground(_ key: Key) -> [Ticket] {
        current[key].map { land($0) } ?? []
    }

    private mutating func remove(_ flight: UInt64) {
        guard let key = flights.removeValue(forKey: flight)?.key, current[key] == flight else { return }
        current[key] = nil
    }
}
