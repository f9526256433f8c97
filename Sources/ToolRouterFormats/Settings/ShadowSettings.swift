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

    package init(name: PlannerName, model: String) {
        self.name = name
        self.model = model
    }
}

extension ShadowSettings {
    /// Reads all candidates, sorted by name; none may have the name of one of the `planners`.
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
            shadows.append(try ShadowSettings(entry))
        }
        return shadows.sorted { $0.name < $1.name }
    }

    private init(_ entry: ConfigurationNode.Entry) throws(FileError) {
        let section = try ConfigurationSection(
            entry.value, keys: ["model", "provider", "sample", "deadline", "budget"])
        let model = try section["model"]?.name("the name of a model")
        self.init(name: PlannerName(entry.name), model: model ?? entry.name)
        provider = try section["provider"]?.name("the name of a provider")
        if let sample = try section.ratio("sample") { self.sample = sample }
        if let deadline = try section.duration("deadline") { self.deadline = deadline }
        if let budget = section["budget"] { self.budget = try BudgetLimits(budget) }
    }
}
