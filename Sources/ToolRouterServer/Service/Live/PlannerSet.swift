package import ToolRouter

/// The planners of a server, ready to be asked.
package struct PlannerSet: Sendable {
    /// Those that serve, in the order in which they are asked; at least one.
    package var planners: [any Planner]
    /// The candidates beside them.
    package var shadows: [ShadowPlanner]
    /// Lets go of what they hold, such as connections. Nobody asks them any more.
    package var close: @Sendable () async -> Void

    package init(
        planners: [any Planner], shadows: [ShadowPlanner] = [], close: @escaping @Sendable () async -> Void = {}
    ) {
        self.planners = planners
        self.shadows = shadows
        self.close = close
    }
}
