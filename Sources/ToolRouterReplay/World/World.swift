package import ToolRouter

/// What the router of a replay is made of: its configuration, and its seams in their simulated form.
package struct World {
    /// How it decides.
    package var configuration: RouterConfiguration
    /// The planners that serve, in the order in which they are asked; at least one.
    package var planners: [any Planner]
    /// The candidates beside it.
    package var shadows: [ShadowPlanner]
    /// What can answer.
    package var tools: [any Tool]
    /// The answer cache; nil goes without.
    package var store: (any AnswerStore)?
    /// Where allowances are kept; nil keeps them in the process, by the limits of the configuration.
    package var limiter: (any RateLimitStore)?
    /// Where budgets are kept; nil keeps them in the process, by the configuration.
    package var budgets: (any BudgetStore)?
    /// Takes a record of each answer; nil goes without.
    package var audit: (any AuditLog)?
    /// Lets decisions wait for their turn; nil makes them as they come.
    package var decisions: (any DecisionOrder)?
    /// The clock that the router reads and waits on; nil is the simulation's.
    package var scheduler: (any Scheduler)?
    /// Listens to every event.
    package var observer: any EventObserver
}

/// Goes around the seams of a replay before its router is made.
package protocol WorldDecoration: Sendable {
    /// Replaces seams of `world` by decorated ones, which wait on `scheduler`.
    func decorate(_ world: inout World, scheduler: any Scheduler)
}
