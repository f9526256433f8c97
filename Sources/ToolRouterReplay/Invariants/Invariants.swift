import SQLSandbox
import ToolRouter
import ToolRouterFormats

/// The invariants of a replay.
enum Invariants {
    /// All of them, in the order of the reports. A new one is a new file and a line here.
    ///
    /// - Parameters:
    ///   - configuration: what the router of the replay is meant to keep to.
    ///   - cache: its answer cache; nil when it goes without.
    ///   - sharesAnswers: whether that is one outside of the process, which may be behind.
    ///   - candidateModels: the models that its candidates ask.
    ///   - candidateBudgets: what may be spent on its candidates.
    ///   - policy: what statements of everybody may touch; nil where nobody knows.
    ///   - roles: what statements of those may touch who have a role.
    ///   - candidates: the calls in flight at candidates that have a number of their own.
    ///   - promise: when all must be well again after faults; nil where nobody says.
    ///   - sharesLimits: whether the limiter is one outside of the process.
    ///   - faults: what is injected; nil when nothing is.
    static func all(
        _ configuration: RouterConfiguration, cache: CacheSettings?, sharesAnswers: Bool = false,
        candidateModels: [PlannerName: String] = [:], candidateBudgets: [PlannerName: BudgetLimits] = [:],
        policy: SandboxPolicy? = nil, roles: [RoleName: SandboxPolicy] = [:],
        candidates: [PlannerName: Int] = [:], promise: Converges.Promise? = nil, sharesLimits: Bool = false,
        faults: FaultPlan? = nil
    ) -> [any Invariant] {
        [
            OneAnswer(patience: configuration.deadline),
            ValidProblems(configuration.breaker),
            ApprovedRuns(CallerRights(policy, roles: roles)),
            PlannerLeftAlone(
                configuration.breaker, maximumCall: configuration.attemptTimeout,
                ownMaximumCalls: configuration.attemptTimeouts),
            RateLimitsKept(configuration.limits),
            BudgetsKept(configuration.budgets, candidates: candidateBudgets),
            CleanCache(cache, isShared: sharesAnswers, scope: configuration.cacheScope),
            CostsAddUp(prices: configuration.prices, candidates: candidateModels),
            AuditedAnswers(),
            CallsAccountedFor(),
            ShadowsCompared(),
            Bounded(
                Bounded.Bounds(
                    requests: configuration.maximumRequestsInFlight, plannerCalls: configuration.plannerCalls,
                    candidateCalls: configuration.candidateCalls, candidates: candidates, cache: cache)),
            Converges(promise, configuration, cache: cache, sharesLimits: sharesLimits),
            FaultsLeadAsStated(faults?.rules ?? []),
        ]
    }
}
