extension Router {
    /// Chooses the tool by rule, or leaves it to the planner; recognises questions that are a tool's own language.
    func route(_ question: AdmittedQuestion, _ state: RequestState) async throws(RouterError) -> Route {
        let route = try await choose(question, state)
        emit(.routed(route), state)
        if let name = route.tool, route.answer?.isNone != true, tool(named: name) == nil {
            throw reject(.notConfigured(name, at: .route), state)
        }
        return route
    }

    private func choose(_ question: AdmittedQuestion, _ state: RequestState) async throws(RouterError) -> Route {
        if let plan = state.request.plan { return Route(tool: plan.tool, rawPlan: plan) }
        for tool in tools where tool.mayRecognise(state.request.question) {
            let plan = try await byDeadline(state, at: .route) { [scheduler] in
                await tool.recognise(state.request, at: scheduler.now)
            }
            if let plan { return Route(tool: tool.name, rule: nil, confidence: nil, rawPlan: plan) }
        }
        return Route(
            question.match, threshold: configuration.confidenceThreshold, margin: configuration.rulesMargin,
            question: state.request.question)
    }
}

extension RouterError {
    static func notConfigured(_ name: ToolName, at stage: Stage) -> RouterError {
        RouterError(
            .toolNotConfigured, at: stage, "no tool named \(String(name.text.prefix(40))) is configured",
            hint: "plan for a configured tool")
    }
}
