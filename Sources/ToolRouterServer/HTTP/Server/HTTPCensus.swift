import Synchronization
import ToolRouter

/// Counts connections and requests of a service, all loops together, and decides whether there is room for one more.
final class HTTPCensus: Sendable {
    /// Beyond the limit, so many connections more are told that they are too many; the next are closed without a word.
    private static let told = 64

    /// What becomes of a connection.
    enum Admission {
        case admitted
        /// It is told that it is one too many.
        case surplus
        /// It is closed at once.
        case refused
    }

    private struct Connections {
        var open = 0
        var accepted = 0
        var refused = 0
        var byAddress: [CallerAddress: Int] = [:]
    }

    private let limits: HTTPLimits
    private let connections = Mutex(Connections())
    private let refusals = Mutex<[ErrorCode: Int]>([:])
    private let requests = Atomic(0)
    private let begun = Atomic(0)
    private let abandoned = Atomic(0)

    init(_ limits: HTTPLimits) {
        self.limits = limits
    }

    /// A connection from `address` comes; unless it is refused, `leave` has to follow.
    func enter(_ address: String) -> Admission {
        connections.withLock { connections in
            connections.accepted += 1
            guard connections.open < limits.connections + Self.told else {
                connections.refused += 1
                return .refused
            }
            connections.open += 1
            var isSurplus = connections.open > limits.connections
            if let most = limits.connectionsPerAddress {
                let count = connections.byAddress[CallerAddress(address), default: 0] + 1
                connections.byAddress[CallerAddress(address)] = count
                if count > most { isSurplus = true }
            }
            if isSurplus { connections.refused += 1 }
            return isSurplus ? .surplus : .admitted
        }
    }

    /// A connection that was not refused is closed.
    func leave(_ address: String) {
        connections.withLock { connections in
            connections.open -= 1
            guard limits.connectionsPerAddress != nil else { return }
            let address = CallerAddress(address)
            let count = connections.byAddress[address, default: 1] - 1
            connections.byAddress[address] = count > 0 ? count : nil
        }
    }

    /// Whether there is room for one more request; if so, `end` has to follow.
    func begin() -> Bool {
        guard requests.add(1, ordering: .relaxed).newValue <= limits.requests else {
            requests.subtract(1, ordering: .relaxed)
            return false
        }
        begun.add(1, ordering: .relaxed)
        return true
    }

    /// The responder is through with a request, whether its client waits or not.
    func end() {
        requests.subtract(1, ordering: .relaxed)
    }

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
            tally.connections = connections.open
            tally.acceptedConnections = connections.accepted
            tally.refusedConnections = connections.refused
        }
        tally.requests = requests.load(ordering: .relaxed)
        tally.answeredRequests = begun.load(ordering: .relaxed)
        tally.refusedRequests = refusals.withLock { $0 }
        tally.abandonedRequests = abandoned.load(ordering: .relaxed)
        return tally
    }
}
