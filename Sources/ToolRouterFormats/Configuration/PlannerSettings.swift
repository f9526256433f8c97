package import ToolRouter

/// Which planner a scenario's recordings are of.
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
    private static let keys = [
        "name", "model", "confidence_threshold", "deadline", "attempt_timeout", "shortest_attempt", "retries",
        "backoff", "backoff_jitter", "longest_question",
    ]

    /// Reads the planner, and into `router` how it is asked.
    init(_ node: ConfigurationNode, router: inout RouterConfiguration) throws(ConfigurationError) {
        let section = try ConfigurationSection(node, keys: Self.keys)
        let name = try section.required("name", "the name of a planner").name("the name of a planner")
        self.init(name: PlannerName(name), model: try section["model"]?.name("the name of a model") ?? name)

        if let threshold = try section.ratio("confidence_threshold") { router.confidenceThreshold = threshold }
        if let deadline = try section.duration("deadline") { router.deadline = deadline }
        if let timeout = try section.duration("attempt_timeout") { router.attemptTimeout = timeout }
        if let shortest = try section.duration("shortest_attempt") { router.minimumAttempt = shortest }
        if let jitter = try section.ratio("backoff_jitter") { router.retry.jitter = jitter }
        if let retries = try section.integer("retries", in: 0...5) { router.retry.retries = retries }
        if let backoff = try section.duration("backoff") {
            router.retry.backoff = backoff
            // A pause that somebody asked for is not cut short.
            router.retry.maximumBackoff = max(router.retry.maximumBackoff, backoff)
        }
        if let longest = try section.integer("longest_question", in: 1...1_048_576) { router.maximumQuestion = longest }
    }
}
