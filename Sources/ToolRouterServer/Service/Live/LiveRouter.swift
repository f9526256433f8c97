package import Logging
import SQLSandbox
package import ToolRouter
package import ToolRouterFormats
package import ToolRouterTools

/// A router in the live world: its databases in pools of lanes, its audit store, metrics and telemetry, and the planners it
/// asks. It is opened once, and closed once.
package final class LiveRouter: Sendable {
    /// How long what follows the last answer may take in all, beyond the time for answers: late calls, spans, records.
    package static let closingTime = Duration.seconds(5)

    /// Answers.
    package let router: Router
    /// The time of all of it.
    package let scheduler: LiveScheduler
    /// By which it decides.
    package let settings: RouterSettings
    let metrics: RouterMetrics
    let trails: TrailBook
    let databases: LiveDatabases
    /// The tools, in the order in which the router has them.
    let tools: [any Tool]
    private let openedTools: LiveTools
    let audit: AuditStore?
    /// Records what is asked; nil where nothing is recorded.
    package let recorder: Recorder?
    let telemetry: Telemetry?
    private let telemetryScheduler: LiveScheduler
    private let planners: PlannerSet
    private let stores: LiveStores
    let logger: Logger

    /// Opens everything that the settings name.
    ///
    /// - Parameters:
    ///   - settings: of the server.
    ///   - environment: variables, for telemetry and secrets.
    ///   - build: the program, for metrics and telemetry.
    ///   - executable: the program that lanes run, each as a process; nil leaves them in this one, for tests.
    ///   - logger: takes what those who run the server want to know.
    ///   - observer: listens to every event, too.
    ///   - transport: carries calls of `rest`; nil is the network.
    ///   - planners: makes the planners, which wait by the scheduler.
    /// - Throws: what is wrong with a file, a folder or a variable, in words for a person.
    package init(
        _ settings: ServerSettings, environment: [String: String], build: BuildInformation, executable: String?,
        logger: Logger, observer: (any EventObserver)? = nil, transport: (any RESTTransport)? = nil,
        planners: (LiveScheduler) throws -> PlannerSet
    ) throws {
        let scheduler = LiveScheduler()
        let telemetryScheduler = LiveScheduler()
        self.scheduler = scheduler
        self.telemetryScheduler = telemetryScheduler
        self.settings = settings.router
        self.logger = logger
        self.planners = try planners(scheduler)
        let databases = try LiveDatabases(
            settings.router, lanes: settings.lanes, areShared: settings.redis?.keepsAnswers ?? false,
            executable: executable)
        self.databases = databases
        let tools = try LiveTools(
            settings.router.tools, environment: environment, over: transport, scheduler: scheduler,
            notice: { logger.warning("\($0)") })
        openedTools = tools
        self.tools = [databases.tool] + tools.tools
        telemetry = try Telemetry.start(
            environment: environment, version: build.version, scheduler: telemetryScheduler)
        audit = try settings.audit.map { section in
            var audit = try section.resolved(environment: environment)
            let prices = settings.router.router.prices
            if !prices.entries.isEmpty { audit.priceCatalogue = prices.digest }
            return try AuditStore(audit, clock: { scheduler.now }) { trouble in
                logger.log(level: trouble.level, "\(trouble)")
            }
        }
        recorder = try Recorder.start(
            settings, planners: self.planners, environment: environment, version: build.version, scheduler: scheduler,
            logger: logger)
        metrics = RouterMetrics(build: build)
        trails = TrailBook()
        stores =
            try settings.redis.map {
                try LiveStores($0, settings.router, environment: environment, logger: logger)
            } ?? LiveStores()
        var configuration = settings.router.router
        configuration.limitSeed = stores.limitSeed
        router = Router(
            configuration: configuration, scheduler: scheduler, planners: self.planners.planners,
            shadows: self.planners.shadows, tools: self.tools,
            store: stores.answers ?? settings.router.cache?.store(keepsJSON: true), limiter: stores.limits,
            audit: audit, decisions: recorder?.order,
            observer: Observers(
                metrics: metrics, log: EventLog(logger), trails: trails, telemetry: telemetry, recorder: recorder,
                other: observer))
    }

    /// Makes every bill from now on by these prices, and names them in the records.
    func setPrices(_ catalogue: PriceCatalogue) {
        router.setPrices(catalogue)
        audit?.setPriceCatalogue(catalogue.entries.isEmpty ? nil : catalogue.digest)
    }

    /// Ends what is still going on behind answers that have left, writes down what is known of it, and closes everything.
    /// Nobody may ask any more. Takes at most `closingTime` and what closing files takes.
    package func close() async {
        let begin = scheduler.now
        let cutShort = await scheduler.drain(by: begin + Self.closingTime / 2)
        await router.writeOffAbandonedCalls()
        if cutShort > 0 {
            logger.warning("what candidates still did was cut short", metadata: ["lanes": "\(cutShort)"])
        }
        if let recorder { await BlockingWork.run { recorder.close() } }
        stores.close()
        await planners.close()
        if let telemetry {
            let tally = await telemetry.stop(by: telemetryScheduler.now + Self.closingTime / 2)
            if tally.droppedSpans + tally.failedSpans > 0 {
                logger.warning(
                    "spans were lost",
                    metadata: ["dropped": "\(tally.droppedSpans)", "failed": "\(tally.failedSpans)"])
            }
        }
        if let audit {
            // It blocks its thread until all is written, which may take as long as the disk does.
            await BlockingWork.run { audit.close(within: Self.closingTime) }
        }
        await openedTools.close()
        await databases.close()
    }
}

extension AuditTrouble {
    /// How bad it is.
    fileprivate var level: Logger.Level {
        switch self {
        case .began, .gaveUp: .error
        case .ended: .warning
        case .retentionFailed: .warning
        }
    }
}
