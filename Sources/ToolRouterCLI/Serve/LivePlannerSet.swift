import ToolRouterFormats
import ToolRouterServer

/// The planners of a configuration.
enum LivePlannerSet {
    static func make(_ settings: ServerSettings, _ scheduler: LiveScheduler) throws -> PlannerSet {
        throw FileError(
            path: settings.file, problem: "planners over HTTP are not there yet", remedy: "use --demo")
    }
}
