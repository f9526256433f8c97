import Foundation
import Logging
import ToolRouter
import ToolRouterFormats
import ToolRouterServer

/// The planners of a configuration.
enum LivePlannerSet {
    /// Makes them; keys are looked up now.
    static func make(_ settings: ServerSettings, _ scheduler: LiveScheduler, _ logger: Logger) throws -> PlannerSet {
        guard let providers = settings.providers else { preconditionFailure("a configuration without providers") }
        let live = try LivePlanners.make(
            settings.router, providers: providers, environment: ProcessInfo.processInfo.environment,
            scheduler: scheduler
        ) { notice in
            logger.warning("\(notice)")
        }
        let shadows = zip(settings.router.shadows, live.candidates).map { settings, planner in
            settings.shadow(planner)
        }
        return PlannerSet(planners: live.planners, shadows: shadows) { await live.close() }
    }
}
