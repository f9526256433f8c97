extension Router {
    /// Chooses the tool by rule, or leaves it to the planner; recognises questions that are a tool's own language.
    func route(_ progress: Progress) async throws(RouterError) -> Route {
        let route = await choose(progress)
        emit(.routed(route), progress)
        if let name = route.tool, tool(named: name) == nil {
            throw reject(.notConfigured(name, at: .route), progress)
        }
        return route
    }

    private func choose(_ progress: Progress) async -> Route {
        for tool in tools {
            if let plan = await tool.recognise(progress.request, at: scheduler.now) {
                return Route(tool: tool.name, rule: nil, confidence: nil, rawPlan: plan)
            }
        }
        guard let rule = progress.rules.rule,
            (rule.confidence ?? .one) >= configuration.confidenceThreshold
        else { return Route() }
        return Route(tool: rule.tool, rule: rule.name, confidence: rule.confidence, rawPlan: nil)
    }
}

extension RouterError {
    static func notConfigured(_ name: ToolName, at stage: Stage) -> RouterError {
        RouterError(
            .toolNotConfigured, at: stage, "no tool named \(String(name.text.prefix(40))) is configured",
            hint: "plan for a configured tool")
    }
}
