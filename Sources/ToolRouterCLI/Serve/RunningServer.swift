import Foundation
import Glibc
import Logging
import SQLSandbox
import ServiceLifecycle
import ToolRouter
import ToolRouterFormats
import ToolRouterServer
import ToolRouterTools

/// A server from its start to its end.
struct RunningServer {
    private let settings: ServerSettings
    private let planners: (LiveScheduler, Logger) throws -> PlannerSet
    private let prices: @Sendable () -> Result<PriceCatalogue, FileError>
    private let transport: (any RESTTransport)?
    private let onStart: @Sendable (String) -> Void

    /// - Parameters:
    ///   - transport: carries calls of `rest`; nil is the network.
    ///   - prices: reads the prices again from where they are.
    ///   - planners: makes the planners.
    ///   - onStart: is told the address once it listens.
    init(
        _ settings: ServerSettings, transport: (any RESTTransport)? = nil,
        prices: @escaping @Sendable () -> Result<PriceCatalogue, FileError>,
        planners: @escaping (LiveScheduler, Logger) throws -> PlannerSet,
        onStart: @escaping @Sendable (String) -> Void
    ) {
        self.settings = settings
        self.prices = prices
        self.planners = planners
        self.transport = transport
        self.onStart = onStart
    }

    /// Serves until a signal ends it; everything is closed when it returns.
    func run() throws {
        let clock = LiveScheduler()
        let (logger, sink) = LineLog.standardError(settings.log) { clock.now }
        defer { sink.close() }
        let build = BuildInformation(version: Versions.toolRouter, sqlite: Sandbox.sqliteVersion)
        let live = try LiveRouter(
            settings, environment: ProcessInfo.processInfo.environment, build: build,
            executable: LaneProcesses.thisProgram, logger: logger, transport: transport
        ) { scheduler in try planners(scheduler, logger) }
        let responder = ServiceResponder(
            live, settings, Identities(settings.identity, proxies: settings.proxies), build: build, prices: prices)
        let ids = RequestIDs(at: live.scheduler.now)
        let service = HTTPService(
            settings.http, drain: settings.drain, responder: responder, logger: logger, nextID: { ids.next() })
        responder.readTally { [weak service] in service?.tally ?? HTTPTally() }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: service)], gracefulShutdownSignals: [], logger: logger))
        let drain = settings.drain
        let signals = StopSignals {
            logger.info("told to end", metadata: ["drain": "\(drain)"])
            responder.isEnding = true
            Task { await group.triggerGracefulShutdown() }
        }
        // A server without a recorder takes it, too: the signal would end the process.
        let recentSignal = UserSignal(SIGUSR1) { [recorder = live.recorder] in
            guard let recorder else {
                return logger.error(
                    "nothing to write on SIGUSR1: nothing is recorded; configure `record.directory`, or use --record"
                )
            }
            Task { await recorder.writeRecent() }
        }
        let (scheme, onStart) = (settings.http.tls == nil ? "http" : "https", onStart)
        let result = Result {
            try AsyncWork.wait {
                let listening = Task {
                    let address = "\(scheme)://\(try await service.address.hostAndPort)"
                    logger.info("listens", metadata: ["address": "\(address)"])
                    onStart(address)
                }
                defer { listening.cancel() }
                try await group.run()
            }
        }
        try AsyncWork.wait { await live.close() }
        withExtendedLifetime((signals, recentSignal)) {}
        try result.get()
        logger.info("ended")
    }
}
