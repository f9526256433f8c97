import Synchronization
import ToolRouter

/// Counts connections and requests of a service, all loops together, and decides whether there is room for one more.
final class HTTPCensus: Sendable {
    /// Beside those that are admitted, so many connections are told that they are too many; the next are closed without a word.
    private static let told = 64

    /// What becomes of a connection.
    enum Admission {
        case admitted
        /// It is told that it is one too many.
        case surplus
        /// It is closed at once.
        case refused
    }

    /// Where a request is counted.
    enum Place {
        /// Among those that have a bound.
        case usual
        /// Among the few that look how the service is.
        case aside
    }

    private struct Connections {
        var open = 0
        /// Those that are told; they take no room of those that are admitted.
        var surplus = 0
        var accepted = 0
        var refused = 0
        var byAddress: [CallerAddress: Int] = [:]
    }

    private let limits: HTTPLimits
    private let connections = Mutex(Connections())
    private let refusals = Mutex<[ErrorCode: Int]>([:])
    private let requests = Atomic(0)
    /// Requests that are answered although there is no room, and the most of them.
    private let aside = Atomic(0)
    private static let mostAside = 64
    private let begun = Atomic(0)
    private let abandoned = Atomic(0)

    init(_ limits: HTTPLimits) {
        self.limits = limits
    }

    /// A connection from `address` comes; unless it is refused, `leave` has to follow.
    func enter(_ address: String) -> Admission {
        connections.withLock { connections in
            connections.accepted += 1
            var hasRoom = connections.open < limits.connections
            if let most = limits.connectionsPerAddress {
                let count = connections.byAddress[CallerAddress(address), default: 0]
                if count >= most { hasRoom = false }
                if hasRoom { connections.byAddress[CallerAddress(address)] = count + 1 }
            }
            if hasRoom {
                connections.open += 1
                return .admitted
            }
            connections.refused += 1
            guard connections.surplus < Self.told else { return .refused }
            connections.surplus += 1
            return .surplus
        }
    }

    /// A connection that was not refused is closed.
    func leave(_ address: String, isSurplus: Bool) {
        connections.withLock { connections in
            if isSurplus {
                connections.surplus -= 1
                return
            }
            connections.open -= 1
            guard limits.connectionsPerAddress != nil else { return }
            let address = CallerAddress(address)
            let count = connections.byAddress[address, default: 1] - 1
            connections.byAddress[address] = count > 0 ? count : nil
        }
    }

    /// Where there is room for one more request, nil where there is none; unless it is nil, `end` has to follow.
    ///
    /// - Parameter isAlways: whether it is answered also while there is no room.
    func begin(isAlways: Bool) -> Place? {
        guard let place = place(isAlways: isAlways) else { return nil }
        begun.add(1, ordering: .relaxed)
        return place
    }

    private func place(isAlways: Bool) -> Place? {
        if requests.add(1, ordering: .relaxed).newValue <= limits.requests { return .usual }
        requests.subtract(1, ordering: .relaxed)
        guard isAlways else { return nil }
        if aside.add(1, ordering: .relaxed).newValue <= Self.mostAside { return .aside }
        aside.subtract(1, ordering: .relaxed)
        return nil
    }

    /// The responder is through with a request, whether its client waits or not.
    func end(_ place: Place) {
        switch place {
        case .usual: requests.subtract(1, ordering: .releasing)
        case .aside: aside.subtract(1, ordering: .releasing)
        }
    }

    /// The requests that the responder is at.
    var underWay: Int { requests.load(ordering: .acquiring) + aside.load(ordering: .acquiring) }

    /// A request gets no further than this.
    func refuse(_ code: ErrorCode) {
        refusals.withLock { $0[code, default: 0] += 1 }
    }

    /// A client left before its answer.
    func abandon() {
        abandoned.add(1, ordering: .relaxed)
    }

    /// How it stands.
    var tally: HTTPTally {
        var tally = HTTPTally()
        connections.withLock { connections in
            tally.connections = connections.open + connections.surplus
            tally.acceptedConnections = connections.accepted
            tally.refusedConnections = connections.refused
        }
        tally.requests = underWay
        tally.answeredRequests = begun.load(ordering: .relaxed)
        tally.refusedRequests = refusals.withLock { $0 }
        tally.abandonedRequests = abandoned.load(ordering: .relaxed)
        return tally
    }
}
