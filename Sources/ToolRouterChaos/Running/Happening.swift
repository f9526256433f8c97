import ToolRouter
package import ToolRouterFormats

/// Something that some schedule should reach, or a run proves nothing about it. A happening is no fault.
package enum Happening: String, CaseIterable, Hashable, Sendable {
    // admit
    case limitHit = "limit_hit"
    case tokenLimitHit = "token_limit_hit"
    case overloaded
    case limiterAlone = "limiter_alone"
    // recall
    case cacheHit = "cache_hit"
    case ttlExpired = "ttl_expired"
    case callShared = "call_shared"
    case storeFailed = "store_failed"
    case storeLeftAlone = "store_left_alone"
    // plan
    case circuitOpened = "circuit_opened"
    case circuitProbed = "circuit_probed"
    case circuitClosed = "circuit_closed"
    case retried
    case attemptTimedOut = "attempt_timed_out"
    case deadlineReached = "deadline_reached"
    case lateReply = "late_reply"
    case nextPlannerAsked = "next_planner_asked"
    case staleAnswer = "stale_answer"
    case ruleAnswer = "rule_answer"
    case budgetExhausted = "budget_exhausted"
    case askedBack = "asked_back"
    case planUnreadable = "plan_unreadable"
    // guard and run
    case sqlRefused = "sql_refused"
    case budgetOfStatement = "statement_budget_met"
    case truncated
    // settle
    case auditUnavailable = "audit_unavailable"
    case hungUp = "hung_up"
    // shadow
    case candidateCompared = "candidate_compared"
    case candidateLeftAlone = "candidate_left_alone"
}

extension Happening {
    /// What a run of schedules from these settings must reach: each way to be refused, to wait and to fall back that they have.
    ///
    /// - Parameter targets: what can be spoilt there.
    package static func required(of settings: RouterSettings) -> Set<Happening> {
        var required: Set<Happening> = [
            .limitHit, .tokenLimitHit, .overloaded, .limiterAlone, .storeFailed, .storeLeftAlone, .circuitOpened,
            .circuitProbed, .circuitClosed, .attemptTimedOut, .deadlineReached, .lateReply, .askedBack,
            .planUnreadable, .sqlRefused, .budgetOfStatement, .truncated, .auditUnavailable, .hungUp,
        ]
        if settings.router.retry.retries > 0 { required.insert(.retried) }
        if let cache = settings.cache {
            required.formUnion([.cacheHit, .ttlExpired, .callShared])
            if cache.staleIfError > .zero { required.insert(.staleAnswer) }
        }
        if !settings.nextPlanners.isEmpty { required.insert(.nextPlannerAsked) }
        if settings.router.rules.rules.contains(where: { $0.template?.isNone == false }) {
            required.insert(.ruleAnswer)
        }
        if !settings.router.budgets.isEmpty { required.insert(.budgetExhausted) }
        if !settings.shadows.isEmpty { required.formUnion([.candidateCompared, .candidateLeftAlone]) }
        return required
    }
}

/// The happenings of one replay or of many: how many replays reached each.
package struct HappeningSet: OptionSet, Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    package init(_ happening: Happening) { rawValue = 1 << UInt64(happening.place) }

    /// Them, in the order in which they are declared.
    package var all: [Happening] { Happening.allCases.filter { contains(HappeningSet($0)) } }
}

extension Happening {
    private static let places = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

    fileprivate var place: Int { Self.places[self]! }
}
