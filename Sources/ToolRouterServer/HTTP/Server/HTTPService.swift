package import Logging
package import NIOCore
import NIOExtras
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization
package import ToolRouter

/// A service over HTTP/1.1: takes requests within its limits and has a responder answer each.
///
/// It runs until the graceful shutdown of its service group, or until its task is cancelled. At a shutdown it stops accepting,
/// closes what is idle, lets the requests under way end within `drain`, and closes what is left; when it is cancelled, it
/// closes all at once. It ends when the responder is through with what was cancelled, or five seconds later.
package final class HTTPService: Service {
    /// Connections that the kernel keeps until they are accepted.
    private static let backlog: Int32 = 4_096

    /// How long requests that were cancelled may take to settle.
    private static let settling = Duration.seconds(5)

    private let settings: HTTPSettings
    private let drain: Duration
    private let serving: HTTPServing
    private let announced = ServiceAddress()
    /// Ends the service within so much time; nil unless it listens. It is called under the lock: the loops that it speaks to
    /// are there as long as it is.
    private let stopping = Mutex<(isWanted: Bool, stop: (@Sendable (Duration) -> Void)?)>((false, nil))

    /// Makes a service; nothing is opened before `run()`.
    ///
    /// - Parameters:
    ///   - settings: where it listens and what it bears.
    ///   - drain: how long requests under way may still take at a graceful shutdown.
    ///   - responder: answers every request that is one.
    ///   - logger: takes what operators want to know.
    ///   - nextID: names a request, also one that never gets to the responder; from any thread.
    package init(
        _ settings: HTTPSettings, drain: Duration = .seconds(30), responder: any HTTPResponder, logger: Logger,
        nextID: @escaping @Sendable () -> RequestID
    ) {
        self.settings = settings
        self.drain = drain
        serving = HTTPServing(settings, responder, logger, nextID)
    }

    /// Where it listens, once it does; throws when it never will.
    package var address: SocketAddress {
        get async throws { try await announced.value }
    }

    /// Shuts it down as the graceful shutdown of its service group does; from any thread.
    package func shutDown() {
        stopping.withLock { stopping in
            stopping.isWanted = true
            stopping.stop?(drain)
        }
    }

    /// What it has borne so far, and bears now.
    package var tally: HTTPTally { serving.census.tally }

    /// Listens, and serves until it is shut down. Throws when it can't listen, or its certificate can't be read.
    package func run() async throws {
        do {
            let encryption = try settings.tls.map(TLSContext.make)
            let group = MultiThreadedEventLoopGroup(numberOfThreads: settings.loops ?? System.coreCount)
            let loops = group.makeIterator().map { ServingLoop($0) }
            do {
                try await serve(on: group, loops, encryption)
            } catch {
                await requestsEnded(on: group.next())
                loops.forEach { $0.stop() }
                try? await group.shutdownGracefully()
                throw error
            }
            await requestsEnded(on: group.next())
            loops.forEach { $0.stop() }
            try await group.shutdownGracefully()
        } catch {
            announced.settle(.failure(error))
            throw error
        }
    }

    /// Waits until the responder is through with all requests, whose tasks need the loops: those that were cancelled with their
    /// connections settle, too. A cancelled task waits all the same, since it is the loop that keeps the time.
    private func requestsEnded(on loop: any EventLoop) async {
        let end = NIODeadline.now() + TimeAmount(Self.settling)
        while serving.census.underWay > 0, NIODeadline.now() < end {
            try? await loop.scheduleTask(in: .milliseconds(5)) {}.futureResult.get()
        }
    }

    private func serve(
        on group: MultiThreadedEventLoopGroup, _ loops: [ServingLoop], _ encryption: NIOSSLContext?
    ) async throws {
        let quiescing = ServerQuiescingHelper(group: group)
        let channel = try await listen(on: group, loops, encryption, quiescing)
        loops.forEach { $0.start(settings.limits) }
        if let address = channel.localAddress { announced.settle(.success(address)) }
        let ended = channel.eventLoop.makePromise(of: Void.self)
        let isEnding = Atomic(false)
        let stop: @Sendable (Duration) -> Void = { patience in
            if !isEnding.exchange(true, ordering: .relaxed) { quiescing.initiateShutdown(promise: ended) }
            channel.eventLoop.scheduleTask(in: TimeAmount(patience)) { loops.forEach { $0.closeAll() } }
        }
        stopping.withLock { stopping in
            stopping.stop = stop
            if stopping.isWanted { stop(drain) }
        }
        defer { stopping.withLock { $0.stop = nil } }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await ended.futureResult.get()
            } onGracefulShutdown: {
                self.shutDown()
            }
        } onCancel: {
            stopping.withLock { $0.stop?(.zero) }
        }
    }

    private func listen(
        on group: MultiThreadedEventLoopGroup, _ loops: [ServingLoop], _ encryption: NIOSSLContext?,
        _ quiescing: ServerQuiescingHelper
    ) async throws -> any Channel {
        let byLoop = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0.loop), $0) })
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        AcceptBackoffHandler(), quiescing.makeServerChannelHandler(channel: channel),
                    ])
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // A second look after each read finds nothing, and costs a system call.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { [serving] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = byLoop[ObjectIdentifier(channel.eventLoop)] else {
                        throw ChannelError.inappropriateOperationForState
                    }
                    try Self.open(channel, serving, loop, encryption)
                }
            }
        do {
            return try await bootstrap.bind(host: settings.host, port: settings.port).get()
        } catch {
            throw HTTPFault(
                detail: "the service can't listen at \(settings.host), port \(settings.port): \(error)",
                remedy: "stop what listens there, or choose another `http.port` or `http.host`")
        }
    }

    private static func open(
        _ channel: any Channel, _ serving: HTTPServing, _ loop: ServingLoop, _ encryption: NIOSSLContext?
    ) throws {
        let peer = channel.remoteAddress?.ipAddress ?? ""
        let admission = serving.census.enter(peer)
        if case .refused = admission { throw ChannelError.inappropriateOperationForState }
        let isSurplus = if case .surplus = admission { true } else { false }
        let connection = HTTPConnection(serving, on: loop, peer: peer, isSurplus: isSurplus)
        let pipeline = channel.pipeline.syncOperations
        if let encryption { try pipeline.addHandler(NIOSSLServerHandler(context: encryption)) }
        try connection.install(in: pipeline)
    }
}
