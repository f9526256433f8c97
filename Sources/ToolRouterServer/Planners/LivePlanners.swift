package import ToolRouter
package import ToolRouterFormats

/// The planners of a service: those that serve and the candidates, over the connections that they share.
package struct LivePlanners: Sendable {
    /// Those that serve, in the order in which they are asked.
    package let planners: [any Planner]
    /// The candidates, in the order of the settings.
    package let candidates: [any Planner]
    private let connections: ProviderConnections

    /// Makes the planners that `settings` name. Keys are looked up and prompts read here, and no later; nothing is asked.
    ///
    /// - Parameters:
    ///   - environment: where keys are looked up.
    ///   - notice: is told, in a sentence without secrets, what those who run the service should know, such as that a
    ///     provider knows no JSON Schema. Any thread may call it.
    package static func make(
        _ settings: RouterSettings, providers: Providers, environment: [String: String], scheduler: any Scheduler,
        notice: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(FileError) -> LivePlanners {
        let calls =
            settings.planners.count * settings.router.plannerCalls.inFlight
            + settings.shadows.reduce(0) { $0 + ($1.concurrency ?? settings.router.candidateCalls.inFlight) }
        let connections = ProviderConnections(calls: calls)
        var made: [any Planner] = []
        for wanted in try wanted(settings, providers) {
            let (provider, model) = (wanted.provider, wanted.model)
            made.append(
                HTTPPlanner(
                    name: wanted.name, model: model,
                    endpoint: try ProviderEndpoint(provider, named: wanted.providerName, for: model, environment),
                    prompt: PlanPrompt(provider.prompt, schemaBytes: provider.schemaBytes), connections: connections,
                    scheduler: scheduler, notice: notice))
        }
        let serving = settings.planners.count
        return LivePlanners(
            planners: Array(made[..<serving]), candidates: Array(made[serving...]), connections: connections)
    }

    /// Checks that each planner has its provider. No key is looked up.
    package static func check(_ settings: RouterSettings, providers: Providers) throws(FileError) {
        _ = try wanted(settings, providers)
    }

    private struct Wanted {
        let name: PlannerName
        let model: String
        let providerName: String
        let provider: ProviderSettings
    }

    /// Those that serve and after them the candidates, each with its provider.
    private static func wanted(_ settings: RouterSettings, _ providers: Providers) throws(FileError) -> [Wanted] {
        var wanted: [Wanted] = []
        func add(_ name: PlannerName, _ model: String, _ provider: String?, _ field: String) throws(FileError) {
            let (providerName, provider) = try providers.provider(provider, for: field)
            wanted.append(Wanted(name: name, model: model, providerName: providerName, provider: provider))
        }
        for (index, serving) in settings.planners.enumerated() {
            let field = index == 0 ? "planner.provider" : "planner.next[\(index - 1)].provider"
            try add(serving.name, serving.model, serving.provider, field)
        }
        for shadow in settings.shadows {
            let field = shadow.isSelfNoise ? "planner.provider" : "shadow.\(shadow.name.text).provider"
            try add(shadow.name, shadow.model, shadow.provider, field)
        }
        return wanted
    }

    /// Closes the connections; calls under way end as lost. Does nothing the second time.
    package func close() async { await connections.close() }
}
