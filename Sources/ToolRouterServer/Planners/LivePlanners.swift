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
            settings.router.plannerCalls.inFlight + settings.shadows.count * settings.router.candidateCalls.inFlight
        let connections = ProviderConnections(calls: calls)
        func planner(
            _ name: PlannerName, _ model: String, _ provider: String?, _ field: String
        ) throws(FileError) -> any Planner {
            let (providerName, provider) = try providers.provider(provider, for: field)
            return HTTPPlanner(
                name: name, model: model,
                endpoint: try ProviderEndpoint(provider, named: providerName, for: model, environment),
                prompt: PlanPrompt(
                    try provider.promptFile.map { path throws(FileError) in try PromptTemplate(file: path) }
                        ?? .standard,
                    schemaBytes: provider.schemaBytes),
                connections: connections, scheduler: scheduler, notice: notice)
        }
        var planners: [any Planner] = []
        for (index, serving) in settings.planners.enumerated() {
            let field = index == 0 ? "planner.provider" : "planner.next[\(index - 1)].provider"
            planners.append(try planner(serving.name, serving.model, serving.provider, field))
        }
        var candidates: [any Planner] = []
        for shadow in settings.shadows {
            candidates.append(
                try planner(shadow.name, shadow.model, shadow.provider, "shadow.\(shadow.name.text).provider"))
        }
        return LivePlanners(planners: planners, candidates: candidates, connections: connections)
    }

    /// Closes the connections; calls under way end as lost. Does nothing the second time.
    package func close() async { await connections.close() }
}
