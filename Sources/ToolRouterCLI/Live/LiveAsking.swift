import Foundation
import Logging
import SQLSandbox
import Synchronization
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer

/// Asks a planner the questions of a scenario, through the router that serves: its rules, its prompt, its retries and repairs.
///
/// What must not get in the way of a question is switched off: cache, circuit, limits and budgets are the replay's business.
/// Services are not called.
final class LiveAsking: Sendable {
    /// The planner that is asked.
    let planner: PlannerSettings
    private let live: LiveRouter
    private let tap: AttemptTap

    /// Opens the databases of `scenario` and makes the planner; its key is looked up now.
    init(_ scenario: Scenario, _ server: ServerSettings, planner name: String?) throws {
        let planner = try Self.planner(name, of: server)
        var settings = server
        settings.router = scenario.settings
        settings.router.planner = planner
        (settings.router.nextPlanners, settings.router.shadows, settings.router.cache) = ([], [], nil)
        settings.router.router.attemptTimeouts = planner.attemptTimeout.map { [planner.name: $0] } ?? [:]
        (settings.router.router.limits, settings.router.router.budgets) = (RateLimits(), Budgets())
        settings.router.router.breaker.mode = .disabled
        (settings.audit, settings.record, settings.redis) = (nil, nil, nil)
        // Telemetry is a service's, and none of this is served.
        let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("OTEL_") }
        var logger = Logger(label: "toolrouter") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let found = Mutex<AttemptTap?>(nil)
        live = try LiveRouter(
            settings, environment: environment,
            build: BuildInformation(version: Versions.toolRouter, sqlite: Sandbox.sqliteVersion),
            executable: LaneProcesses.thisProgram, logger: logger, transport: NoServices()
        ) { [settings] scheduler in
            var made = try LivePlannerSet.make(settings, scheduler, logger)
            let tap = AttemptTap(made.planners[0], scheduler)
            found.withLock { $0 = tap }
            made.planners = [tap]
            return made
        }
        guard let tap = found.withLock({ $0 }) else { preconditionFailure("a router without planners") }
        self.tap = tap
        self.planner = planner
    }

    /// Asks all of `exchanges` once, some at a time.
    ///
    /// - Parameters:
    ///   - calls: how many at a time.
    ///   - isOver: whether nothing more is to be asked; what is under way is given up then.
    ///   - progress: is told how many are answered, from any thread.
    /// - Returns: those that were answered, with what the planner said, in the order of `exchanges`.
    func ask(
        _ exchanges: [RecordedExchange], calls: Int, until isOver: @escaping @Sendable () -> Bool,
        progress: @escaping @Sendable (Int) -> Void
    ) async -> [RecordedExchange] {
        let round = Round()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<min(calls, max(1, exchanges.count)) {
                group.addTask { [live, tap, round] in
                    while !isOver(), !Task.isCancelled {
                        let place = round.next()
                        guard place < exchanges.count else { return true }
                        var request = Request(exchanges[place])
                        // Each run asks for itself.
                        request.bypassCache = true
                        if request.plan == nil { _ = await live.router.answer(request) }
                        let attempts = tap.takeAttempts(for: request.id)
                        // A call that was given up says nothing of its planner.
                        if Task.isCancelled { return false }
                        var exchange = exchanges[place]
                        exchange.planner = attempts
                        let count = round.add(exchange, at: place)
                        progress(count)
                    }
                    return false
                }
            }
            group.addTask { [scheduler = live.scheduler] in
                while !isOver() {
                    do { try await scheduler.sleep(for: .milliseconds(50)) } catch { return true }
                }
                return false
            }
            // All that ask have ended, or asking is over; either ends the others.
            var asking = min(calls, max(1, exchanges.count))
            for await hasEnded in group {
                asking -= 1
                if !hasEnded || asking == 0 { group.cancelAll() }
            }
        }
        return round.all
    }

    /// The questions of one run: which is the next, and what was answered.
    private final class Round: Sendable {
        private let state = Mutex((next: 0, answered: [Int: RecordedExchange]()))

        func next() -> Int {
            state.withLock { state in
                state.next += 1
                return state.next - 1
            }
        }

        /// Returns how many are answered now.
        func add(_ exchange: RecordedExchange, at place: Int) -> Int {
            state.withLock { state in
                state.answered[place] = exchange
                return state.answered.count
            }
        }

        var all: [RecordedExchange] {
            state.withLock { state in state.answered.sorted { $0.key < $1.key }.map(\.value) }
        }
    }

    /// Closes everything. Nobody may ask any more.
    func close() async { await live.close() }

    /// The planner of that name, else the first.
    private static func planner(_ name: String?, of server: ServerSettings) throws(FileError) -> PlannerSettings {
        let serving = server.router.planners
        guard let name else { return serving[0] }
        let candidates = server.router.shadows.map {
            PlannerSettings(name: $0.name, model: $0.model, provider: $0.provider)
        }
        if let planner = (serving + candidates).first(where: { $0.name.text == name }) { return planner }
        throw FileError(
            aboutFile: server.file, found: "no planner named \(Excerpt.of(name))",
            expected: "one of " + (serving + candidates).map(\.name.text).joined(separator: ", "),
            remedy: "name one of them with --planner")
    }
}
