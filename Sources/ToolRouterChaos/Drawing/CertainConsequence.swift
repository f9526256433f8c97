import ToolRouter
import ToolRouterReplay

/// What faults lead to whatever else goes wrong, whoever asks and however little time there is: `Faults.md` as a table.
///
/// Most faults have an end that depends on others: for a planner that fails the next one stands in, what was kept, or a rule.
/// What a run has come to is the end of its request: no plan is made after it, so that nobody is asked back or refused.
enum CertainConsequence {
    /// That of `fault` at `target`, of each request whose call it spoils; nil where it is not certain.
    static func of(
        _ fault: any Fault, at target: FaultTarget, in configuration: RouterConfiguration
    ) -> FaultConsequence? {
        switch target {
        case .tool, .database:
            // A weaker form of an error is an error; of a call that hangs it is a slow one, which may be answered.
            let isError = fault is ErrorFault || fault is SQLiteFault
            // Who was to renew an answer early has that one.
            let isRenewed = configuration.earlyRefresh != EarlyRefresh(beta: .zero)
            return FaultConsequence(outcomes: isError && !isRenewed ? [.failed] : [.failed, .answered])
        case .planner, .nextPlanner, .shadow, .store, .limiter, .audit, .clock, .callers: return nil
        }
    }
}
