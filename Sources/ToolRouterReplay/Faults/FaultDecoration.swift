import ToolRouter
import ToolRouterFormats

/// Puts the faults of a plan around the seams that its rules are about; the others stay as they are.
struct FaultDecoration: WorldDecoration {
    let injector: FaultInjector
    /// How long and how many answers the scenario's cache keeps; nil without one.
    var cache: CacheSettings?

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        for number in world.planners.indices {
            let planner = world.planners[number]
            let seam = number == 0 ? FaultTarget.planner : .nextPlanner(planner.name)
            guard concerns(seam) else { continue }
            world.planners[number] = FaultyPlanner(
                planner: planner, seam: seam, injector: injector, scheduler: scheduler)
        }
        for number in world.shadows.indices {
            let planner = world.shadows[number].planner
            let seam = FaultTarget.shadow(planner.name)
            guard concerns(seam) else { continue }
            world.shadows[number].planner = FaultyPlanner(
                planner: planner, seam: seam, injector: injector, scheduler: scheduler)
        }
        world.tools = world.tools.map { tool in
            concerns(.tool(tool.name)) || concerns(.database)
                ? FaultyTool(tool: tool, injector: injector, scheduler: scheduler) : tool
        }
        if let cache, concerns(.store) {
            let server = SimulatedAnswerServer(cache, scheduler: scheduler)
            world.store = SealedAnswers(
                cache, seed: world.configuration.seed,
                server: FaultyAnswerServer(server: server, injector: injector, scheduler: scheduler))
        }
        if concerns(.limiter) {
            let limiter = SimulatedLimiter(world.configuration.limits, scheduler: scheduler)
            world.limiter = FaultyLimiter(limiter: limiter, injector: injector, scheduler: scheduler)
        }
        decorateBesides(&world, scheduler: scheduler)
    }

    private func decorateBesides(_ world: inout World, scheduler: any Scheduler) {
        if concerns(.audit), let audit = world.audit {
            world.audit = FaultyAuditLog(log: audit, injector: injector, scheduler: scheduler)
        }
        if !injector.clockRules.isEmpty {
            world.scheduler = FaultyClock(scheduler: world.scheduler ?? scheduler, injector: injector)
        }
    }

    private func concerns(_ seam: FaultTarget) -> Bool {
        injector.plan.rules.contains { $0.target.covers(seam) }
    }
}
