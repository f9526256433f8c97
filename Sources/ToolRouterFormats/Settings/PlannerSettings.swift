package import ToolRouter

/// The planner that serves.
package struct PlannerSettings: Hashable, Sendable {
    /// Its name in recordings and reports.
    package var name: PlannerName
    /// The model it asks; the name when the file does not say.
    package var model: String

    package init(name: PlannerName, model: String) {
        self.name = name
        self.model = model
    }
}

extension PlannerSettings {
    /// Reads which planner it is. The router's configuration reads from the same mapping how it is asked.
    init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["name", "model"] + RouterConfiguration.plannerKeys)
        let name = try section.required("name", "the name of a planner").name("the name of a planner")
        self.init(name: PlannerName(name), model: try section["model"]?.name("the name of a model") ?? name)
    }
}
