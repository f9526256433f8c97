package import ToolRouter

/// A candidate planner that is compared with the planner that serves.
package struct ShadowSettings: Hashable, Sendable {
    /// Its name in recordings and reports.
    package var name: PlannerName
    /// The model it asks; the name when the file does not say.
    package var model: String
    /// The provider that a server asks, by its name in the server's configuration; a replay has no use for it.
    package var provider: String?
    /// The share of requests it is asked about.
    package var sample = Ratio.one
    /// How long it may take.
    package var deadline = Duration.seconds(30)
    /// What may be spent on it.
    package var budget = BudgetLimits()
    /// How many calls it may hold at once; nil is as many as `load.candidate_calls` says.
    package var concurrency: Int?

    package init(name: PlannerName, model: String) {
        self.name = name
        self.model = model
    }

    /// Whether it is the first planner itself, asked a second time.
    package var isSelfNoise: Bool { name == .selfNoise }

    /// The candidate that `planner` is beside the planners that serve.
    package func shadow(_ planner: any Planner) -> ShadowPlanner {
        var shadow = ShadowPlanner(planner: planner, sample: sample, deadline: deadline)
        shadow.budget = budget
        shadow.concurrency = concurrency
        return shadow
    }
}

extension ShadowSettings {
    /// The most calls that a candidate may hold at once.
    private static let mostCalls = 1_024

    /// Reads all candidates, sorted by name; none may have the name of one of the `planners`, nor that of the second asking.
    static func all(
        _ node: ConfigurationNode, besides planners: [PlannerSettings]
    ) throws(FileError) -> [ShadowSettings] {
        var shadows = [ShadowSettings]()
        for entry in try node.someEntries("a mapping of candidate planners") {
            if let namesake = planners.firstIndex(where: { $0.name.text == entry.name }) {
                throw entry.key.fault(
                    found: namesake == 0 ? "the name of the planner itself" : "the name of a planner that serves",
                    expected: "another name", remedy: "rename the candidate")
            }
            if PlannerName(entry.name) == .selfNoise {
                throw entry.key.fault(
                    found: "the name that is kept for the planner itself, asked a second time",
                    expected: "another name",
                    remedy: "rename the candidate, or ask the planner a second time with `self_noise`")
            }
            shadows.append(try ShadowSettings(entry))
        }
        return shadows.sorted { $0.name < $1.name }
    }

    /// Reads how the first of the `planners` is asked a second time, on a small sample.
    ///
    /// - Parameter attemptTimeout: how long the first time may take.
    static func selfNoise(
        _ node: ConfigurationNode, of planners: [PlannerSettings], attemptTimeout: Duration
    ) throws(FileError) -> ShadowSettings {
        if planners.contains(where: { $0.name == .selfNoise }) {
            throw node.fault(
                found: "a planner named `\(PlannerName.selfNoise)`",
                expected:
                    "another name of that planner, since this one is kept for the planner that is asked a second time",
                remedy: "rename the planner")
        }
        var noise = ShadowSettings(name: .selfNoise, model: planners[0].model)
        noise.provider = planners[0].provider
        noise.sample = Ratio(millionths: 10_000)
        noise.deadline = attemptTimeout
        try noise.read(ConfigurationSection(node, keys: Self.limits))
        return noise
    }

    /// The keys that all candidates have.
    private static let limits = ["sample", "deadline", "budget", "concurrency"]

    private init(_ entry: ConfigurationNode.Entry) throws(FileError) {
        let section = try ConfigurationSection(entry.value, keys: ["model", "provider"] + Self.limits)
        let model = try section["model"]?.name("the name of a model")
        self.init(name: PlannerName(entry.name), model: model ?? entry.name)
        provider = try section["provider"]?.name("the name of a provider")
        try read(section)
    }

    private mutating func read(_ section: ConfigurationSection) throws(FileError) {
        if let sample = try section.ratio("sample") { self.sample = sample }
        if let deadline = try section.duration("deadline") { self.deadline = deadline }
        if let budget = section["budget"] { self.budget = try BudgetLimits(budget) }
        concurrency = try section.integer("concurrency", in: 1...Self.mostCalls)
    }
}
