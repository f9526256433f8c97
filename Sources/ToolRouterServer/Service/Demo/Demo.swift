import Foundation
package import ToolRouter
package import ToolRouterFormats
package import ToolRouterTools

/// A server that needs no key, no other service and no configuration: the database and the recorded planner of a shipped scenario,
/// with the documents, services and rules of another one. Everything is in memory but the audit records, whose folder is removed
/// at the end.
package final class Demo {
    /// The scenario that it is made of.
    package static let scenario = "steady-day"
    /// The scenario beside it that its other tools are of.
    private static let tour = "tools-tour"

    /// The settings of the server.
    package var settings: ServerSettings
    /// The services, as they were recorded.
    package let transport: any RESTTransport
    private let episodes: DemoEpisodes
    /// Where the audit records go, until the end.
    private let scratch: OutputFolder

    /// - Parameters:
    ///   - path: the folder of the scenario.
    ///   - port: where to listen.
    package init(scenario path: String, port: Int) throws(FileError) {
        let scenario = try Scenario(path: path)
        let tour = try Scenario(
            path: URL(filePath: scenario.directory).deletingLastPathComponent().appending(path: Self.tour).path)
        scratch = try OutputFolder.scratch()
        episodes = try DemoEpisodes(
            paths: scenario.traffic + tour.traffic, current: scenario.settings.planner.name,
            foldsCase: scenario.settings.router.foldsCase)
        transport = try DemoTransport(paths: tour.traffic)
        var router = scenario.settings
        router.tools = tour.settings.tools
        let rules = tour.settings.router.rules.rules
        let names = Set(rules.map(\.name))
        router.router.rules = RuleSet(
            rules + scenario.settings.router.rules.rules.filter { !names.contains($0.name) })
        router.router.seed = .random(in: 0...UInt64.max)
        // All who ask are of one tenant here, and known by their addresses.
        router.router.limits = RateLimits(ip: Self.limit)
        var settings = ServerSettings(file: path, directory: scenario.directory, router: router)
        settings.http.port = port
        let limits = try ConfigurationNode.constant(Self.limitText)
        settings.source = RecordingSource(
            node: try Self.settings(of: scenario, with: tour, except: names), limits: limits)
        settings.audit = AuditSection(AuditSettings(folder: scratch.path + "/audit"))
        settings.log.format = .text
        settings.drain = .seconds(5)
        settings.examples = Self.examples(of: episodes.questions)
        self.settings = settings
    }

    /// What both scenarios' files say that it is made of, as a recording of it has it.
    private static func settings(
        of scenario: Scenario, with tour: Scenario, except names: Set<String>
    ) throws(FileError) -> ConfigurationNode {
        func file(_ scenario: Scenario) throws(FileError) -> ConfigurationSection {
            try ConfigurationSection(
                ConfigurationNode(settingsFile: scenario.directory + "/scenario.yaml", kind: "a scenario file"))
        }
        let (file, tourFile) = (try file(scenario), try file(tour))
        func rules(_ file: ConfigurationSection) throws(FileError) -> [ConfigurationNode] {
            try file["rules"]?.elements("a list of rules") ?? []
        }
        let others = try rules(file).filter { rule in
            guard let name = try? ConfigurationSection(rule)["name"]?.name() else { return true }
            return !names.contains(name)
        }
        var entries: [(name: String, value: ConfigurationNode)] = []
        let own = Set(ToolKinds.keys + ["rules"])
        if case .mapping(let given) = file.node.content {
            entries = given.filter { !own.contains($0.name) }.map { ($0.name, $0.value) }
        }
        for key in ToolKinds.keys {
            if let section = tourFile[key] { entries.append((key, section)) }
        }
        entries.append(("rules", .made(try rules(tourFile) + others)))
        return .made(entries)
    }

    /// What one address may ask: enough for people and small tests.
    private static let limit = RateLimit(requests: 6_000, per: .seconds(60), burst: 1_000)

    /// The same as a recording says it.
    private static let limitText = "ip: {requests: 6000, per: 60s, burst: 1000}\n"

    /// The most questions that are suggested of one tool.
    private static let mostExamples = ["sql": 5, "docs": 2, "rest": 1] as [ToolName: Int]

    /// Short questions, spread over the day, each tool's after those of the one before.
    private static func examples(of questions: [ToolName: [String]]) -> [String] {
        ToolKinds.names.flatMap { tool -> [String] in
            let short = (questions[tool] ?? []).filter { $0.utf8.count <= 70 }
            let most = mostExamples[tool] ?? 1
            let step = max(1, short.count / most)
            return stride(from: 0, to: short.count, by: step).prefix(most).map { short[$0] }
        }
    }

    /// The recorded planner and candidates.
    package func planners(_ scheduler: any Scheduler) -> PlannerSet {
        let settings = settings.router
        func planner(_ name: PlannerName, _ model: String) -> RecordedPlanner {
            RecordedPlanner(name: name, model: model, episodes: episodes, scheduler: scheduler)
        }
        return PlannerSet(
            planners: settings.planners.map { planner($0.name, $0.model) },
            // Nobody recorded the planner a second time.
            shadows: settings.shadows.filter { !$0.isSelfNoise }.map { $0.shadow(planner($0.name, $0.model)) })
    }

    /// The folder of the scenario: below `replays` where that has it, else below the folder `replays` nearest above the
    /// program.
    package static func find(below replays: String, program: String) -> String? {
        var folders = [replays]
        var above = URL(filePath: program).resolvingSymlinksInPath().deletingLastPathComponent()
        while above.path != "/" {
            folders.append(above.appending(path: "replays").path)
            above.deleteLastPathComponent()
        }
        return folders.map { "\($0)/\(scenario)" }.first {
            FileManager.default.fileExists(atPath: $0 + "/scenario.yaml")
        }
    }
}
