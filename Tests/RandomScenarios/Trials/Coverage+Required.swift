extension Coverage {
    /// What 500 scenarios reach together, or they are not what they are said to be. A thing that is reached and not listed is
    /// printed all the same.
    package static let required: [String] = [
        group("outcome", "answered", "clarification", "failed", "refused"),
        group("source", "cache", "planner", "raw", "rules", "stale"),
        group("degraded", "budget_exhausted", "circuit_open", "planner_failed"),
        group("clarified", "low_confidence", "no_tool"),
        group("code", ofRequests + ofReplies + ofProviders + ofStatements + ofRuns),
        group(
            "circuit", "closed", "consecutive_failures", "failure_ratio", "half_open", "open", "open_time_over",
            "probe_failed", "probes_succeeded", "refused", "refused_for_ever", "slow_ratio", "too_many_failures"),
        group("recall", "bypassed", "hit", "joined", "miss", "not_asked", "refresh"),
        group("cache", "not_stored", "stored"),
        group(
            "fallback", "fresh", "rule.circuit_open", "rule.budget_exhausted", "rule.planner_failed",
            "stale.circuit_open",
            "stale.planner_failed"),
        group("clock", "day", "instant", "nothing"),
        group("limit.requests", "global", "ip", "tenant", "user"),
        group("limit.tokens", "global", "ip", "tenant", "user"),
        group("tokens", "given_back", "owed"),
        group(
            "budget", "assumed", "candidate.day", "candidate.month", "global.day", "global.month", "never",
            "tenant.day", "tenant.month"),
        group("fault.planner", "error", "hang", "latency", "malformed", "unsafe_sql"),
        group("fault.shadow", "error", "hang", "latency", "malformed", "unsafe_sql"),
        group("fault.tool", "error", "hang", "latency"),
        group("fault.database", "sqlite"), group("fault.audit", "disk_full", "hang", "latency"),
        group("fault.clock", "drift", "jump"), group("fault.callers", "burst", "hang_up"),
        group("fault.store", "error", "hang", "latency", "stale", "wrong"),
        group("fault.limiter", "error", "hang", "latency", "stale", "wrong"),
        group("outside.store", inTrouble), group("outside.limiter", inTrouble),
        group("limit.local", "allowed", "refused"),
        group(
            "event", "joined", "late_failure.known", "late_failure.unknown", "late_reply", "planner_busy", "ran",
            "rejected", "retrying", "second_attempt",
            "truncated"),
        group("attempt", "cancelled", "deadline_exceeded", "no_word", "planned", "planner_timeout"),
        group("join", "no_word", "planned"), group("paid_join", "no_word"),
        group(
            "shadow", "budget_exhausted", "circuit.closed", "circuit.half_open", "circuit.open", "circuit_open",
            "overloaded", "planned",
            "late_failure", "late_reply", "passed_over", "planner_timeout", "self", "started"),
        group(
            "compared", "budget_exhausted", "busy", "circuit_open", "current_absent", "different", "failed",
            "other_tool", "same_text", "timed_out", "unreadable"),
        group(
            "verdicts", "absent.approved", "approved.absent", "approved.approved", "approved.refused",
            "refused.approved", "refused.refused"),
        group(
            "next", "circuit_open", "planner_timeout", "provider_failed", "prose_reply", "recalled", "request_too_large"
        ),
        group("repair", "sql_invalid", "sql_unknown_table"),
        ["cost.estimated", "cost.unknown", "recording_miss"],
        group("written.leaning", Leaning.allCases.map(\.rawValue)),
        group(
            "written", "equal_moments", "roles", "rough", "scripts", "three_planners", "two_candidates",
            "two_databases", "two_recordings"),
    ].flatMap { $0 }

    private static let ofRequests = [
        "audit_unavailable", "budget_exhausted", "cancelled", "forbidden", "overloaded", "question_empty",
        "question_too_long",
        "rate_limited",
        "request_too_large",
        "tool_not_configured", "unknown_database",
    ]
    private static let ofReplies = [
        "content_filtered", "empty_reply", "invalid_plan", "malformed_plan", "prose_reply", "surrounding_text",
        "tool_call_reply", "unknown_finish_reason",
    ]
    private static let ofProviders = [
        "circuit_open", "planner_stuck", "planner_timeout", "planner_unavailable", "provider_credentials",
        "provider_failed",
        "provider_not_found", "provider_rate_limited", "provider_redirected", "provider_rejected", "provider_timeout",
        "provider_unreachable",
        "provider_unreadable",
    ]
    private static let ofStatements = [
        "column_denied", "function_denied", "multiple_statements", "sql_empty", "sql_invalid", "sql_not_read_only",
        "sql_not_text", "sql_too_complex", "sql_too_long", "sql_unknown_table", "statement_denied", "table_denied",
    ]
    private static let ofRuns = [
        "database_busy", "database_unavailable", "deadline_exceeded", "execution_budget", "sql_failed",
    ]

    private static let inTrouble = [
        "circuit.closed", "circuit.half_open", "circuit.open", "circuit_open", "refused", "timed_out", "unavailable",
        "unreadable",
    ]

    private static func group(_ name: String, _ words: String...) -> [String] { group(name, words) }

    private static func group(_ name: String, _ words: [String]) -> [String] { words.map { "\(name).\($0)" } }
}
