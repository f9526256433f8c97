import SQLSandbox
import Synchronization
package import ToolRouter
package import ToolRouterFormats
import ToolRouterSimulation
import ToolRouterTools

/// Streams the recorded requests of one scenario through the very router that serves, in virtual time.
package struct Replay {
    /// What a replay does differently from what the scenario says.
    package struct Options: Sendable {
        /// Draws by this seed instead of the scenario's.
        package var seed: UInt64?
        /// Asks these candidates instead of the scenario's.
        package var shadows: [PlannerName] = []
        /// Injects these faults, inside of all decorations; nil goes without.
        package var faults: FaultPlan?

        /// Go around the seams of the router, the first innermost.
        package var decorations: [any WorldDecoration] = []

        /// Runs a statement that does not read the clock once only, since the databases stand still.
        package var remembersRows = true

        /// Listens to every event besides, on the thread that folds them and in their order.
        package var listener: (any EventObserver)?

        /// Ends the replay between two requests once it is raised.
        package var interruption: Interruption

        /// Where events are folded.
        package var folds = ReplayTape.Place.behind

        /// A clock that goes on by itself, to measure with how long the threads wait for each other; nil measures nothing.
        package var uptime: (@Sendable () -> Duration)?

        package init(
            seed: UInt64? = nil, shadows: [PlannerName] = [], faults: FaultPlan? = nil,
            decorations: [any WorldDecoration] = [], remembersRows: Bool = true,
            listener: (any EventObserver)? = nil, interruption: Interruption = Interruption()
        ) {
            self.seed = seed
            self.shadows = shadows
            self.faults = faults
            self.decorations = decorations
            self.remembersRows = remembersRows
            self.listener = listener
            self.interruption = interruption
        }
    }

    private let scenario: Scenario
    private let databases: ScenarioDatabases
    private let options: Options
    /// The scenario's candidates, or those that were asked for.
    private let shadows: [ShadowSettings]

    package init(_ scenario: Scenario, databases: ScenarioDatabases, options: Options = Options()) {
        self.scenario = scenario
        self.databases = databases
        self.options = options
        shadows = Self.shadows(of: scenario, options)
    }

    /// The candidates that are asked beside the planner, sorted.
    package var candidates: [PlannerName] { shadows.map(\.name).sorted() }

    /// What stands above the answers of this replay.
    ///
    /// - Parameter experiment: the options by which it differs from the scenario.
    package func header(experiment: [String] = []) throws(FileError) -> GoldenHeader {
        GoldenHeader(
            scenario: scenario.name, seed: configuration.seed, madeWith: Provenance.now,
            madeFrom: try InputDigests.inputs(of: scenario, faults: options.faults), experiment: experiment,
            candidates: candidates)
    }

    /// What a replay leaves behind in addition to its cases.
    package struct Summary: Sendable {
        /// The router's own counts.
        package let totals: Totals
        /// How the router stood at the end.
        package let standing: RouterStanding
        /// Lines of the recordings that were out of order.
        package let reordered: Int
        /// Why the replay ended before its last request, if so.
        package let cutShortBy: EarlyEnd?
        /// What the invariants found.
        package let invariants: InvariantFindings
        /// How often each rule of the fault plan was applied, in its order; empty without a plan.
        package let faults: [FaultCount]
        /// The names of the recordings that hold no content, in their order.
        package let withoutContent: [String]
        /// How long its threads waited for each other; nil where nobody measured.
        package var waits: ReplayWaits?
    }

    /// Replays everything; returns when all of it is done.
    ///
    /// The simulation runs on the calling thread. What it does is folded into cases on another one, and all three
    /// arguments are called there.
    ///
    /// - Parameters:
    ///   - requests: takes the place of the scenario's recordings, and holds its own episodes.
    ///   - observer: listens to every event, too, and to each breach of an invariant.
    ///   - faultObserver: listens to every fault that is injected.
    ///   - take: gets each case, in the order of the recording.
    package func run(
        _ requests: (any RequestSource)? = nil,
        listening observer: (any EventObserver & BreachObserver)? = nil,
        toFaults faultObserver: (any FaultObserver)? = nil,
        _ take: @escaping (Case) throws -> Void
    ) throws -> Summary {
        let reader = try requests == nil ? ReadAhead(Traffic(scenario), uptime: options.uptime) : nil
        let recorded: any RequestSource = requests ?? reader!
        let scheduler = SimulatedScheduler(start: recorded.start)
        let book = CaseBook()
        let episodes = Episodes(
            paths: requests == nil ? scenario.traffic : [], planners: scenario.settings.planners.map(\.name),
            foldsCase: configuration.foldsCase)
        let board = InvariantBoard(
            Invariants.all(
                configuration, cache: scenario.settings.cache, sharesAnswers: sharesAnswers,
                candidateModels: candidateModels,
                candidateBudgets: candidateBudgets, policy: databases.policy,
                roles: Dictionary(uniqueKeysWithValues: databases.roles.map { ($0.name, $0.sql) }),
                candidates: candidateConcurrency,
                promise: options.faults.flatMap { Converges.Promise($0, start: recorded.start) },
                sharesLimits: concerns("limiter"), faults: options.faults),
            start: recorded.start, listener: observer)
        func handOn(_ done: Case) throws {
            episodes.release(done.request.id)
            try take(done)
        }
        let fold = ReplayFold(
            book, board, watch: databases.watch, observer: observer, faultObserver: faultObserver,
            listener: options.listener, handOn: handOn)
        let tape = ReplayTape(options.folds, on: scheduler, uptime: options.uptime) { try fold.take($0) }
        let faults = options.faults.map {
            FaultInjector($0, seed: configuration.seed, start: recorded.start, observer: tape)
        }
        let source: any RequestSource =
            if let faults, faults.plan.rules.contains(where: { $0.target == .callers }) {
                FaultyArrivals(recorded, injector: faults, scheduler: scheduler)
            } else {
                recorded
            }
        let audit = InMemoryAuditLog()
        let budgets = InMemoryBudgetStore(configuration.budgets, candidates: candidateBudgets)
        let order = RecordedOrder(scheduler, patience: configuration.deadline)
        let router = router(scheduler, episodes, order, budgets, audit, tape, faults)
        let feed = Feed(
            requests: source, scheduler: scheduler, router: router, episodes: episodes, order: order,
            tape: tape, interruption: options.interruption, watch: databases.watch)
        // The simulation judges and runs statements on its thread.
        let ended = Result { try DeepStack.run { try feed.run() } }
        // What the other thread found is about an earlier request than what ended the simulation.
        try tape.finish()
        try ended.get()
        try book.takeRest().forEach(handOn)
        if databases.lackedMemory { throw MemoryShortage(scenario: scenario.name) }
        let cause = databases.watch.cause
        let standing = router.standing(with: budgets.standing(at: router.now))
        // Of requests that were under way when a statement was stopped nobody knows the end.
        if cause == nil {
            board.finish(
                totals: book.totals, audit: audit.sums, budgets: standing.budgets, standing: standing,
                losesRecords: concerns("audit"))
        }
        if requests == nil, !feed.isCutShort { try checkCandidates(recorded: episodes.candidates) }
        return Summary(
            totals: book.totals, standing: standing, reordered: recorded.reordered,
            cutShortBy: cause.map { EarlyEnd($0) } ?? (feed.isCutShort ? .interruption : nil),
            invariants: board.findings,
            faults: faults?.counts ?? [], withoutContent: recorded.withoutContent,
            waits: options.uptime == nil ? nil : Self.waits(reader, tape))
    }

    private static func waits(_ reader: ReadAhead?, _ tape: ReplayTape) -> ReplayWaits {
        var waits = ReplayWaits()
        if let reader { (waits.reader, waits.simulationForRequests) = reader.waits }
        (waits.simulationForFold, waits.fold) = tape.waits
        return waits
    }

    /// A candidate that is asked for and recorded nowhere is a misspelt one.
    private func checkCandidates(recorded: [PlannerName]) throws {
        guard let absent = shadows.map(\.name).first(where: { !recorded.contains($0) }) else { return }
        let known = recorded.map(\.text).joined(separator: ", ")
        throw FileError(
            path: scenario.traffic[0], problem: "no candidate named \(Excerpt.of(absent.text)) is recorded",
            remedy: recorded.isEmpty ? "the recordings hold no candidates" : "name a recorded one: \(known)")
    }

    private func router(
        _ scheduler: SimulatedScheduler, _ episodes: Episodes, _ order: RecordedOrder, _ budgets: InMemoryBudgetStore,
        _ audit: InMemoryAuditLog, _ observer: any EventObserver, _ faults: FaultInjector?
    ) -> Router {
        var world = world(scheduler, episodes, budgets, audit, observer)
        world.decisions = order
        let innermost: [any WorldDecoration] =
            faults.map { [FaultDecoration(injector: $0, cache: scenario.settings.cache)] } ?? []
        for decoration in innermost + options.decorations { decoration.decorate(&world, scheduler: scheduler) }
        return Router(
            configuration: world.configuration, scheduler: world.scheduler ?? scheduler, planners: world.planners,
            shadows: world.shadows,
            tools: world.tools, store: world.store, limiter: world.limiter, budgets: world.budgets,
            audit: world.audit, decisions: world.decisions, observer: world.observer)
    }

    /// Whether the answer cache is one outside of the process.
    private var sharesAnswers: Bool {
        options.faults.map { $0.rules.contains { $0.target == .store } } ?? false
    }

    /// Whether a rule of the fault plan is about `target`.
    private func concerns(_ target: String) -> Bool {
        options.faults.map { $0.rules.contains { $0.target.text == target } } ?? false
    }

    /// The scenario's configuration, with the seed that was asked for.
    private var configuration: RouterConfiguration {
        var configuration = scenario.settings.router
        if let seed = options.seed { configuration.seed = seed }
        return configuration
    }

    private func world(
        _ scheduler: SimulatedScheduler, _ episodes: Episodes, _ budgets: InMemoryBudgetStore,
        _ audit: InMemoryAuditLog, _ observer: any EventObserver
    ) -> World {
        func timed(_ tool: any Tool, _ duration: Duration) -> any Tool {
            RecordedDuration(tool: tool, scheduler: scheduler) { [name = tool.name] id in
                episodes.duration(of: name, for: id) ?? duration
            }
        }
        let surroundings = ToolWorld(transport: RecordedTransport(episodes: episodes), scheduler: scheduler)
        let tools =
            [timed(databases.tool, scenario.statementDuration)]
            + databases.tools.map { timed($0.opened.tool(in: surroundings), $0.settings.duration) }
        return World(
            configuration: configuration,
            planners: scenario.settings.planners.map { planner in
                RecordedPlanner(name: planner.name, model: planner.model, episodes: episodes, scheduler: scheduler)
            },
            shadows: shadows.map { shadow in
                shadow.shadow(
                    RecordedPlanner(
                        name: shadow.name, model: shadow.model, episodes: episodes, scheduler: scheduler))
            },
            tools: tools, store: scenario.settings.cache?.store(), budgets: budgets, audit: audit,
            observer: observer)
    }

    /// The models that candidates ask.
    private var candidateModels: [PlannerName: String] {
        Dictionary(shadows.map { ($0.name, $0.model) }) { first, _ in first }
    }

    /// The calls in flight at candidates, those that have a number of their own.
    private var candidateConcurrency: [PlannerName: Int] {
        Dictionary(shadows.compactMap { shadow in shadow.concurrency.map { (shadow.name, $0) } }) { first, _ in first }
    }

    /// What may be spent on candidates, those that are limited.
    private var candidateBudgets: [PlannerName: BudgetLimits] {
        Dictionary(shadows.filter { !$0.budget.isEmpty }.map { ($0.name, $0.budget) }) { first, _ in first }
    }

    private static func shadows(of scenario: Scenario, _ options: Options) -> [ShadowSettings] {
        guard !options.shadows.isEmpty else {
            let configured = scenario.settings.shadows
            // The planner asked a second time is a matter of live traffic: what was not recorded of it can't be replayed.
            guard configured.contains(where: \.isSelfNoise), !SelfNoiseSearch.finds(in: scenario.traffic) else {
                return configured
            }
            return configured.filter { !$0.isSelfNoise }
        }
        return Set(options.shadows).sorted().map { name in
            scenario.settings.shadows.first { $0.name == name } ?? ShadowSettings(name: name, model: name.text)
        }
    }
}
