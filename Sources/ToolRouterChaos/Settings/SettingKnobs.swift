import ToolRouter
import ToolRouterFormats

/// The settings that schedules draw, with values at their edges: zero, one, moments that are equal, tables that are tiny.
package enum SettingKnobs {
    /// All of them, in the order in which they are applied.
    package static let all: [SettingKnob] = planner + breaker + cache + limits + load + stores + [tenantBudget]

    /// That of `key`; nil when there is none.
    package static func knob(_ key: String) -> SettingKnob? { byKey[key] }

    // A key that stands in both has more values among the budgets.
    private static let byKey = Dictionary((all + budgets).map { ($0.key, $0) }) { $1 }

    /// Budgets with amounts that not every scenario can say: they are tightened where a failure lies behind one.
    package static let budgets: [SettingKnob] = [
        .dollars("budgets.tenant.day", \.tenant.day), .dollars("budgets.tenant.month", \.tenant.month),
        .dollars("budgets.global.day", \.global.day), .dollars("budgets.global.month", \.global.month),
    ]

    /// The one that schedules draw, with amounts that pay for a call or more in every scenario.
    private static let tenantBudget = SettingKnob.dollars("budgets.tenant.day", \.tenant.day, ["0.1", "0.03"])

    private static let planner: [SettingKnob] = [
        .durations("planner.deadline", "10s", "2s", "300ms") { $0.router.deadline = $1 },
        .durations("planner.attempt_timeout", "3s", "1s", "200ms") { $0.router.attemptTimeout = $1 },
        .durations("planner.shortest_attempt", "1us", "1s") { $0.router.minimumAttempt = $1 },
        .numbers("planner.retries", 0, 2, 5) { $0.router.retry.retries = $1 },
        .durations("planner.backoff", "1us", "2s", "5s") { $0.router.retry.backoff = $1 },
        .ratios("planner.backoff_jitter", ("0.5", 500_000), ("1", 1_000_000)) { $0.router.retry.jitter = $1 },
        .numbers("planner.repairs", 1) { $0.router.repairs = $1 },
        .ratios("planner.confidence_threshold", ("0", 0), ("1", 1_000_000)) { $0.router.confidenceThreshold = $1 },
        .numbers("planner.longest_question", 200, 20) { $0.router.maximumQuestion = $1 },
    ]

    private static let breaker: [SettingKnob] = [
        .numbers("breaker.failures", 3, 2, 1) { $0.router.breaker.failures = $1 },
        .durations("breaker.window", "10s", "1s") { $0.router.breaker.window = $1 },
        .numbers("breaker.consecutive_failures", 3, 1) { $0.router.breaker.consecutiveFailures = $1 },
        .ratios("breaker.failure_ratio", ("1", 1_000_000), ("0.5", 500_000), ("0.000001", 1)) {
            $0.router.breaker.failureRatio = $1
        },
        .ratios("breaker.slow_ratio", ("1", 1_000_000), ("0.5", 500_000)) { $0.router.breaker.slowRatio = $1 },
        .durations("breaker.slow_call", "2s", "500ms") { $0.router.breaker.slowCall = $1 },
        .numbers("breaker.minimum_calls", 4, 1) { $0.router.breaker.minimumCalls = $1 },
        .durations("breaker.open_for", "10s", "1s", "1us") { $0.router.breaker.openFor = $1 },
        .numbers("breaker.probes", 2, 5) { $0.router.breaker.probes = $1 },
        .ratios("breaker.open_growth", ("2", 2_000_000), ("10", 10_000_000)) { $0.router.breaker.openGrowth = $1 },
        .ratios("breaker.open_jitter", ("0.5", 500_000), ("1", 1_000_000)) { $0.router.breaker.openJitter = $1 },
    ]

    private static let cache: [SettingKnob] = [
        SettingKnob(
            key: "cache.scope",
            values: [
                ("user", { $0.router.cacheScope = .user }), ("tenant", { $0.router.cacheScope = .tenant }),
            ]),
        .durations("cache.ttl", "1m", "10s", "1s", "1us") { $0.cache?.ttl = $1 },
        .numbers("cache.entries", 10, 2, 1) { $0.cache?.entries = $1 },
        .durations("cache.stale_if_error", "1h", "1m", "1us") { $0.cache?.staleIfError = $1 },
        .ratios("cache.early_refresh", ("1", 1_000_000), ("100", 100_000_000)) {
            $0.router.earlyRefresh = EarlyRefresh(beta: $1)
        },
        .numbers("cache.bytes", 100_000, 1_000) { $0.cache?.bytes = $1 },
        .numbers("cache.entry_bytes", 2_000, 1) { $0.cache?.entryBytes = $1 },
    ]

    private static let limits: [SettingKnob] = [
        .limits(
            "limits.user", "requests", (10, .seconds(10), 5), (1, .seconds(1), 1), (1, .seconds(60), 2)
        ) { $0.router.limits.user = $1 },
        .limits("limits.ip", "requests", (10, .seconds(10), 5), (1, .seconds(1), 1)) { $0.router.limits.ip = $1 },
        .limits("limits.tenant", "requests", (50, .seconds(10), 10), (2, .seconds(1), 1)) {
            $0.router.limits.tenant = $1
        },
        .limits("limits.global", "requests", (100, .seconds(10), 20), (5, .seconds(1), 3), (1, .seconds(1), 1)) {
            $0.router.limits.global = $1
        },
        .limits("limits.tokens.user", "tokens", (10_000, .seconds(10), 5_000), (1_000, .seconds(10), 1_500)) {
            $0.router.limits.tokens.user = $1
        },
        .limits("limits.tokens.tenant", "tokens", (50_000, .seconds(10), 20_000), (2_000, .seconds(1), 2_000)) {
            $0.router.limits.tokens.tenant = $1
        },
        .limits("limits.tokens.global", "tokens", (100_000, .seconds(10), 50_000), (5_000, .seconds(1), 3_000)) {
            $0.router.limits.tokens.global = $1
        },
        .numbers("limits.keys", 10, 2, 1) { $0.router.limits.capacity = $1 },
    ]

    private static let load: [SettingKnob] = [
        .numbers("load.requests", 20, 3, 1) { $0.router.maximumRequestsInFlight = $1 },
        .numbers("load.planner_calls", 8, 2, 1) { $0.router.plannerCalls.inFlight = $1 },
        .numbers("load.candidate_calls", 4, 1) { $0.router.candidateCalls.inFlight = $1 },
        .numbers("load.abandoned_calls", 4, 1) {
            $0.router.plannerCalls.abandoned = $1
            $0.router.candidateCalls.abandoned = $1
        },
    ]

    private static let stores: [SettingKnob] = [
        .durations("stores.budget", "20ms", "1us") { $0.router.stores.budget = $1 },
        .numbers("stores.replicas", 1, 3) { $0.router.stores.replicas = $1 },
        .numbers("stores.failures", 2, 1) { $0.router.stores.breaker.failures = $1 },
        .durations("stores.open_for", "100ms", "5s") { $0.router.stores.breaker.openFor = $1 },
    ]
}
