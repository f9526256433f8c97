package import ToolRouter

/// A planner that serves: the first, or one that is asked when those before it can't.
package struct PlannerSettings: Hashable, Sendable {
    /// Its name in recordings and reports.
    package var name: PlannerName
    /// The model it asks; the name when the file does not say.
    package var model: String
    /// The provider that a server asks, by its name in the server's configuration; a replay has no use for it.
    package var provider: String?
    /// The time one attempt of it may take; nil for that of all, which the router's configuration holds.
    package var attemptTimeout: Duration?

    package init(name: PlannerName, model: String, provider: String? = nil, attemptTimeout: Duration? = nil) {
        self.name = name
        self.model = model
        self.provider = provider
        self.attemptTimeout = attemptTimeout
    }
}

extension PlannerSettings {
    /// Reads which planner is the first. The router's configuration reads from the same mapping how all are asked.
    init(_ node: ConfigurationNode) throws(FileError) {
        try self.init(
            ConfigurationSection(node, keys: ["name", "model", "provider", "next"] + RouterConfiguration.plannerKeys))
    }

    /// Reads the planners after the first, which is `planner`, in their order.
    static func next(_ node: ConfigurationNode, after planner: PlannerName) throws(FileError) -> [PlannerSettings] {
        var names: Set = [planner]
        var next = [PlannerSettings]()
        for element in try node.someElements("a list of planners") {
            let section = try ConfigurationSection(element, keys: ["name", "model", "provider", "attempt_timeout"])
            var settings = try PlannerSettings(section)
            guard names.insert(settings.name).inserted else {
                throw (section["name"] ?? element).fault(
                    found: "the name of a planner before it", expected: "another name", remedy: "rename one of them")
            }
            settings.attemptTimeout = try section.duration("attempt_timeout")
            next.append(settings)
        }
        return next
    }

    private init(_ section: ConfigurationSection) throws(FileError) {
        let name = try section.required("name", "the name of a planner").name("the name of a planner")
        self.init(
            name: PlannerName(name), model: try section["model"]?.name("the name of a model") ?? name,
            provider: try section["provider"]?.name("the name of a provider"))
    }
}
