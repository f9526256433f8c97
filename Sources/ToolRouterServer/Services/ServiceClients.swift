import AsyncHTTPClient
import Dispatch
import NIOCore
import NIOSSL
import Synchronization
import ToolRouter
import ToolRouterTools

/// Clients of services: each knows one address of one host, and connects nowhere else.
///
/// A client keeps what takes time to make, such as the trusted certificates. It makes a connection for each call, so that what was
/// checked is what is called. HTTP/1.1, so that a call that is cancelled closes its connection.
final class ServiceClients: Sendable {
    /// What a client is for.
    struct Key: Hashable, Sendable {
        /// The name that is asked for, which the certificate must have; nil where the host is the address.
        let name: String?
        /// The address that it connects to.
        let address: String
        /// Which addresses are allowed.
        let policy: AddressPolicy
    }

    /// The other end of a connection is not the address that was checked.
    struct PeerDenied: Error {}

    /// The most clients that are kept while nobody uses them.
    static let most = 64
    /// How long making a connection may take.
    static let connectTimeout = Duration.seconds(5)

    private struct Entry {
        let client: HTTPClient
        var calls = 0
        var lastUse: UInt64
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var uses: UInt64 = 0
        var isClosed = false
    }

    private let tls: TLSConfiguration?
    private let state = Mutex(State())

    /// - Parameter tls: nil trusts the certificates of the system.
    init(tls: TLSConfiguration?) {
        self.tls = tls
    }

    deinit {
        // A client must be shut down, even where nobody does.
        for entry in state.withLock({ $0.entries.values.map(\.client) }) { entry.shutdown(queue: .global()) { _ in } }
    }

    /// Does `work` with the client for `key`; nil when all are closed.
    func with<Success: Sendable>(_ key: Key, _ work: (HTTPClient) async -> Success) async -> Success? {
        let client: HTTPClient? = state.withLock { state in
            if state.isClosed { return nil }
            state.uses += 1
            var entry = state.entries[key] ?? Entry(client: makeClient(key), lastUse: 0)
            entry.lastUse = state.uses
            entry.calls += 1
            state.entries[key] = entry
            return entry.client
        }
        guard let client else { return nil }
        let result = await work(client)
        let idle = state.withLock { state in
            state.entries[key]?.calls -= 1
            return Self.takeOldest(&state)
        }
        idle?.shutdown(queue: .global()) { _ in }
        return result
    }

    /// Closes all of them; calls under way fail.
    func close() async {
        let entries = state.withLock { state in
            state.isClosed = true
            defer { state.entries = [:] }
            return Array(state.entries.values)
        }
        for entry in entries { try? await entry.client.shutdown() }
    }

    /// Takes out the client that was used longest ago and that nobody uses, where there are too many.
    private static func takeOldest(_ state: inout State) -> HTTPClient? {
        guard state.entries.count > most,
            let oldest = state.entries.filter({ $0.value.calls == 0 }).min(by: { $0.value.lastUse < $1.value.lastUse })
        else { return nil }
        return state.entries.removeValue(forKey: oldest.key)?.client
    }

    private func makeClient(_ key: Key) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = tls
        configuration.httpVersion = .http1Only
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        configuration.proxy = nil
        configuration.timeout.connect = .nanoseconds(Self.connectTimeout.wholeNanoseconds)
        configuration.maximumUsesPerConnection = 1
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1_000
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.tracing.tracer = nil
        // Nobody looks the name up a second time: that is when it would mean another host.
        if let name = key.name { configuration.dnsOverride = [name: key.address] }
        // Before a byte of the request is sent.
        configuration.http1_1ConnectionDebugInitializer = { channel in
            let peer = channel.remoteAddress?.ipAddress
            if let peer, key.policy.allows(peer),
                CallerAddress.spelling(of: peer) == CallerAddress.spelling(of: key.address)
            {
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(PeerDenied())
        }
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }
}
