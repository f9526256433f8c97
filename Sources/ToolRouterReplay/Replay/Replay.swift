import SQLSandbox
import Synchronization
package import ToolRouter
package import ToolRouterFormats
import ToolRouterTools

/// Streams the recorded requests of one scenario through the very router that serves, in virtual time.
package struct Replay {
    /// What a replay may do otherwise than the scenario says.
    package struct Options: Sendable {
        /// Draws by this seed instead of the scenario's.
        package var seed: UInt64?
        /// Asks these candidates instead of the scenario's.
        package var shadows: [PlannerName] = []

        /// Go around the seams of the router, the first innermost.
        package var decorations: [any WorldDecoration] = []

        /// Ends the replay between two requests once it is raised.
        package var interruption: Interruption

        package init(
            seed: UInt64? = nil, shadows: [PlannerName] = [], decorations: [any WorldDecoration] = [],
            interruption: Interruption = Interruption()
        ) {
            self.seed = seed
            self.shadows = shadows
            self.decorations = decorations
            self.interruption = interruption
        }
    }

    private let scenario: Scenario
    private let databases: ScenarioDatabases
    private let options: Options

    package init(_ scenario: Scenario, databases: ScenarioDatabases, options: Options = Options()) {
        self.scenario = scenario
        self.databases = databases
        self.options = options
    }

    /// What a replay leaves behind besides its cases.
    package struct Ending: Sendable {
        /// The router's own counts.
        package let totals: Totals
        /// Lines of the recordings that were out of order.
        package let reordered: Int
        /// Whether requests are left that never arrived, because the replay was interrupted.
        package let isCutShort: Bool
    }

    /// Replays everything on the calling thread.
    ///
    /// - Parameters:
    ///   - reader: listens to every event besides.
    ///   - take: gets each case, in the order of the recording.
    package func run(
        listening reader: (any EventReader)? = nil, _ take: @escaping (Case) throws -> Void
    ) throws -> Ending {
        let traffic = try Traffic(paths: scenario.traffic)
        let scheduler = SimulatedScheduler(start: traffic.start)
        let book = CaseBook()
        let episodes = Episodes(paths: scenario.traffic, current: scenario.planner.name)
        let router = router(scheduler, episodes, EventFan(readers: [book] + (reader.map { [$0] } ?? [])))
        let feed = Feed(
            traffic: traffic, scheduler: scheduler, router: router, episodes: episodes, book: book,
            interruption: options.interruption)
        func handOn(_ done: Case) throws {
            episodes.release(done.record.id)
            try take(done)
        }
        try feed.run { try book.takeDone().forEach(handOn) }
        try book.takeRest().forEach(handOn)
        if !feed.isCutShort { try checkCandidates(recorded: episodes.candidates) }
        return Ending(totals: book.totals, reordered: traffic.reordered, isCutShort: feed.isCutShort)
    }

    /// A candidate that is asked for and recorded nowhere is a misspelt one.
    private func checkCandidates(recorded: [PlannerName]) throws {
        guard let absent = shadows.map(\.name).first(where: { !recorded.contains($0) }) else { return }
        let known = recorded.isEmpty ? "none is" : recorded.map(\.text).joined(separator: ", ")
        throw ScenarioFileError(
            path: scenario.traffic[0], detail: "no candidate named \(Excerpt.of(absent.text)) is recorded",
            remedy: "name a recorded one: \(known)")
    }

    private func router(
        _ scheduler: SimulatedScheduler, _ episodes: Episodes, _ reader: any EventReader
    ) -> Router {
        var configuration = scenario.router
        if let seed = options.seed { configuration.seed = seed }
        var world = world(scheduler, episodes, reader)
        for decoration in options.decorations { decoration.decorate(&world, scheduler: scheduler) }
        return Router(
            configuration: configuration, scheduler: scheduler, planner: world.planner, shadows: world.shadows,
            tools: world.tools, store: world.store, reader: world.reader)
    }

    private func world(
        _ scheduler: SimulatedScheduler, _ episodes: Episodes, _ reader: any EventReader
    ) -> World {
        let duration = scenario.sql.duration
        let tool = RecordedDuration(
            tool: SQLTool(databases: databases.sandboxes, policy: databases.policy), scheduler: scheduler
        ) { id in episodes.duration(of: .sql, for: id) ?? duration }
        return World(
            planner: RecordedPlanner(
                name: scenario.planner.name, model: scenario.planner.model, episodes: episodes, scheduler: scheduler),
            shadows: shadows.map { shadow in
                let candidate = RecordedPlanner(
                    name: shadow.name, model: shadow.model, episodes: episodes, scheduler: scheduler)
                return ShadowPlanner(planner: candidate, sample: shadow.sample, deadline: shadow.deadline)
            },
            tools: [tool], store: scenario.cache?.store(),
            reader: reader)
    }

    /// The scenario's candidates, or those that were asked for.
    private var shadows: [ShadowSettings] {
        guard !options.shadows.isEmpty else { return scenario.shadows }
        return Set(options.shadows).sorted().map { name in
            scenario.shadows.first { $0.name == name } ?? ShadowSettings(name: name, model: name.text)
        }
    }
}
