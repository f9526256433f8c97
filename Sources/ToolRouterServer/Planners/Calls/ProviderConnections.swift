import AsyncHTTPClient
import Dispatch
import NIOCore
import Synchronization
import ToolRouter

/// The connections to providers, which all planners of a service share.
///
/// HTTP/1.1, so that a call that is cancelled closes its connection and the provider learns of it. Redirects are not
/// followed: they would take a key elsewhere. Certificates are verified against those of the system.
final class ProviderConnections: Sendable {
    /// What is the same for all calls over one client.
    struct Timeouts: Hashable, Sendable {
        /// For making a connection.
        let connect: Duration
        /// For a reply of which nothing comes; nil when only the call's deadline counts.
        let silence: Duration?
    }

    /// Two clients with the same timeouts, and what is known of the connections of the first.
    final class Line: Sendable {
        /// Keeps connections for the next calls.
        let kept: HTTPClient
        /// Makes a connection for each call.
        let fresh: HTTPClient
        private let used = Mutex(RecentConnections())

        init(_ timeouts: Timeouts, calls: Int) {
            kept = Self.client(timeouts, calls: calls, uses: nil)
            fresh = Self.client(timeouts, calls: calls, uses: 1)
        }

        deinit {
            // A client must be shut down, even where nobody does; one that is already says so, which is no matter.
            for client in [kept, fresh] { client.shutdown(queue: .global()) { _ in } }
        }

        /// Closes the connections.
        func close() async {
            try? await kept.shutdown()
            try? await fresh.shutdown()
        }

        /// Whether a call had been made over the connection before; takes note of this one.
        func isUsed(_ connection: String) -> Bool { used.withLock { !$0.insert(connection) } }

        private static func client(_ timeouts: Timeouts, calls: Int, uses: Int?) -> HTTPClient {
            var configuration = HTTPClient.Configuration()
            configuration.httpVersion = .http1Only
            configuration.redirectConfiguration = .disallow
            configuration.timeout = HTTPClient.Configuration.Timeout(
                connect: .nanoseconds(timeouts.connect.wholeNanoseconds),
                read: timeouts.silence.map { .nanoseconds($0.wholeNanoseconds) })
            // As many calls as the router lets pass; the client would hold back the ninth.
            configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = calls
            // Whoever can't be reached is asked again by the router, which counts it and tells of it.
            configuration.connectionPool.retryConnectionEstablishment = false
            configuration.maximumUsesPerConnection = uses
            // Spans of calls are the router's.
            configuration.tracing.tracer = nil
            return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        }
    }

    private struct State {
        var lines: [Timeouts: Line] = [:]
        var isClosed = false
    }

    private let calls: Int
    private let state = Mutex(State())

    /// - Parameter calls: how many calls may be under way at once.
    init(calls: Int) {
        self.calls = max(1, calls)
    }

    /// The clients with these timeouts, which are made when they are first asked for; nil when all is closed.
    func line(_ timeouts: Timeouts) -> Line? {
        state.withLock { state in
            if state.isClosed { return nil }
            if let line = state.lines[timeouts] { return line }
            let line = Line(timeouts, calls: calls)
            state.lines[timeouts] = line
            return line
        }
    }

    /// Closes all connections; calls under way fail.
    func close() async {
        let lines = state.withLock { state in
            state.isClosed = true
            defer { state.lines = [:] }
            return Array(state.lines.values)
        }
        for line in lines { await line.close() }
    }
}

/// The connections that calls were made over lately. One that was forgotten is taken for new.
private struct RecentConnections {
    private static let most = 4_096

    private var known: Set<String> = []
    private var order: [String] = []
    private var oldest = 0

    /// Adds one; false when it is there.
    mutating func insert(_ connection: String) -> Bool {
        guard known.insert(connection).inserted else { return false }
        if order.count < Self.most {
            order.append(connection)
        } else {
            known.remove(order[oldest])
            order[oldest] = connection
            oldest = (oldest + 1) % Self.most
        }
        return true
    }
}
