import RouterTesting
import ToolRouter

/// A case of the breaker's table: whether its rule is ours, and the configuration that makes it ours.
struct BreakerRow {
    let row: ConformanceCase
    let family: String
    let classes: OutcomeClasses
    private let trip: [String: ConformanceValue]
    private let window: [String: ConformanceValue]
    private let halfOpen: [String: ConformanceValue]
    private let backoff: [String: ConformanceValue]

    init(_ row: ConformanceCase) {
        self.row = row
        family = row.config["family"]?.string ?? "unnamed"
        classes = OutcomeClasses(row)
        trip = row.config["trip"]?.object ?? [:]
        window = row.config["window"]?.object ?? [:]
        halfOpen = row.config["half_open"]?.object ?? [:]
        backoff = row.config["open_backoff"]?.object ?? [:]
    }

    /// Why the case can't be run; nil when its rule is ours.
    var skipReason: String? {
        if family == "failsafe" { return "failsafe: a ring of the last calls decides, ours is a window of time" }
        guard ["gobreaker", "resilience4j", "window_only"].contains(family) else {
            return "\(family): at the deadline the circuit is half-open there, open here"
        }
        let have: Set = [
            "exclusions", "in_flight", "generation", "rolling_window", "time_window", "manual_states", "forced_wait",
            "slow_calls", "open_backoff", "reset", "classify",
        ]
        return ConformanceReport.missing(in: row, have: have) ?? unknownConfiguration ?? unknownRule
            ?? classes.skipReason ?? row.steps.lazy.compactMap(skipReason).first
    }

    /// What the configuration has beyond what is read here.
    private var unknownConfiguration: String? {
        for (name, known) in Self.members {
            if let reason = row.config[name]?.unknownMember(name, known: known) { return reason }
        }
        let known = Set(Self.members.map(\.name)).union(["family", "open_ms", "open_expiry", "classify"])
        return Set(row.config.keys).subtracting(known).min().map { "the configuration has \($0)" }
    }

    /// What the configuration says that is not our rule.
    private var unknownRule: String? {
        switch trip["rule"]?.string {
        case nil, "consecutive_failures", "failure_ratio", "rates": break
        case let rule?: return "it trips by \(rule)"
        }
        switch window["type"]?.string {
        case "unbounded", "rolling", "time": break
        // As many calls as it holds are never too many.
        case "count" where endings <= window["size"]?.integer ?? 0: break
        default: return "a window that is \(window["type"]?.string ?? "not named")"
        }
        if let expiry = row.config["open_expiry"], expiry != .string("exclusive") { return "the expiry is inclusive" }
        if let successes = halfOpen["close_after_consecutive_successes"], successes != halfOpen["max_calls"] {
            return "fewer successes close it than it has probes"
        }
        return nil
    }

    /// The calls that may count.
    private var endings: Int64 {
        Int64(row.steps.count { ["call", "end", "record"].contains($0.operation) })
    }

    private func skipReason(_ step: ConformanceStep) -> String? {
        if step.arguments["to"] == .string("metrics_only") {
            return "an exceeded rate is announced there, only counted here"
        }
        guard Self.operations.contains(step.operation) else { return "no operation \(step.operation)" }
        return step.unknown(arguments: Self.arguments, fields: Self.fields, members: Self.asserted)
    }

    private static let members: [(name: String, known: Set<String>)] = [
        (
            "trip",
            [
                "rule", "at_least", "min_requests", "ratio_at_least", "min_calls", "failure_rate_pct_at_least",
                "slow_rate_pct_at_least", "slow_call_ms_greater_than",
            ]
        ),
        ("window", ["type", "ms", "bucket_ms", "seconds", "size"]),
        ("half_open", ["max_calls", "close_after_consecutive_successes", "max_wait_ms", "after_wait"]),
        ("open_backoff", ["initial_ms", "multiplier", "max_ms"]),
    ]
    private static let operations: Set = [
        "call", "begin", "end", "observe", "acquire", "record", "release", "force", "reset",
    ]
    private static let arguments: Set = ["outcome", "error", "id", "to", "wait_ms", "until_ms", "duration_ms"]
    private static let fields: Set = [
        "permitted", "state", "error", "counts", "metrics", "transition", "event_counts",
    ]
    private static let asserted: [String: Set<String>] = [
        "counts": [
            "requests", "successes", "failures", "exclusions", "consecutive_failures", "consecutive_successes",
        ],
        "metrics": [
            "buffered", "successful", "failed", "not_permitted", "failure_rate_pct", "slow", "slow_calls",
            "slow_rate_pct",
        ],
        "event_counts": ["state_transition", "failure_rate_exceeded", "slow_call_rate_exceeded"],
    ]

    var configuration: CircuitBreakerConfiguration {
        var configuration = CircuitBreakerConfiguration(failures: nil)
        switch trip["rule"]?.string {
        case "consecutive_failures":
            configuration.consecutiveFailures = trip["at_least"]?.integer.map { Int($0) }
        case "failure_ratio":
            configuration.failureRatio = trip["ratio_at_least"]?.ratio
            configuration.minimumCalls = Int(trip["min_requests"]?.integer ?? 1)
        case "rates":
            configuration.failureRatio = trip["failure_rate_pct_at_least"]?.integer.map(percent)
            configuration.slowRatio = trip["slow_rate_pct_at_least"]?.integer.map(percent)
            configuration.slowCall = .milliseconds(trip["slow_call_ms_greater_than"]?.integer ?? 0)
            configuration.minimumCalls = Int(trip["min_calls"]?.integer ?? 1)
            configuration.verdict = .ratio
        default: break
        }
        switch window["type"]?.string {
        case "rolling":
            let length = window["ms"]?.integer ?? 0
            configuration.window = .milliseconds(length)
            configuration.buckets = Int(length / (window["bucket_ms"]?.integer ?? length))
        case "time":
            let seconds = window["seconds"]?.integer ?? 1
            configuration.window = .seconds(seconds)
            configuration.buckets = Int(seconds)
        default:
            configuration.window = .seconds(1_000_000_000)
        }
        configuration.openFor = .milliseconds(backoff["initial_ms"]?.integer ?? row.config["open_ms"]?.integer ?? 0)
        if let multiplier = backoff["multiplier"]?.ratio {
            configuration.openGrowth = multiplier
            configuration.maximumOpen = .milliseconds(backoff["max_ms"]?.integer ?? 1_000_000_000)
        }
        configuration.probes = Int(halfOpen["max_calls"]?.integer ?? 1)
        return configuration
    }

    private func percent(_ number: Int64) -> Ratio { Ratio(millionths: number * 10_000) }
}

extension ConformanceValue {
    /// A number with up to six digits after the point.
    fileprivate var ratio: Ratio? {
        switch self {
        case .number(let number): Ratio(millionths: Int64((number * 1_000_000).rounded()))
        case .integer(let number): Ratio(millionths: number * 1_000_000)
        default: nil
        }
    }
}
