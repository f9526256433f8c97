/// What one of the planners that serve was asked and did. What it replied and cost is in `Totals.spending`.
public struct PlannerTotals: Hashable, Sendable {
    /// Attempts at it.
    public internal(set) var attempts = 0
    /// Attempts that were made again after a pause.
    public internal(set) var retries = 0
    /// Attempts that were not made, since it held too many calls.
    public internal(set) var callsRefused = 0
    /// Attempts that its open circuit did not let through.
    public internal(set) var circuitRefusals = 0
    /// Changes of its circuit, by the state it changed to.
    public internal(set) var circuitTransitions = Tally<CircuitBreakerState>()
    /// Replies that came after their calls were abandoned.
    public internal(set) var lateReplies = 0
    /// Calls that were abandoned and brought no reply, its refusals among them.
    public internal(set) var lateFailures = 0
    /// Turns that were over without a plan, so that the next planner's came.
    public internal(set) var passedOver = 0
    /// Plans that the guard refused and that went back to it.
    public internal(set) var repairs = 0

    public init() {}
}
