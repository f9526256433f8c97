import ToolRouter

/// The planner is asked although the cache had the answer.
struct CallOnHit: PlantedBug {
    static let name = "call-on-hit"
    static let invariant = PlannerLeftAlone.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        let attempt = PlannerAttempt(number: 1, planner: world.planners[0].name, model: world.planners[0].model)
        world.observer = AlteredEvents(observer: world.observer) { event in
            guard case .recalled(.hit) = event.kind else { return [event] }
            let failure = RouterError(.providerRejected, at: .plan, "the planner was not needed")
            return [
                event, event.with(.attemptStarted(attempt)),
                event.with(
                    .attemptEnded(attempt, .failed(failure, .http(status: 400, retryAfter: nil)), duration: .zero)),
            ]
        }
    }
}
