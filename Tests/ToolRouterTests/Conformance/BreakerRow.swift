import ToolRouter

/// A case of the breaker's table: whether its rule is ours, and the configuration that makes it ours.
struct BreakerRow {
    let row: ConformanceCase
    let family: String
    private let trip: [String: ConformanceValue]
    private let window: [String: ConformanceValue]
    private let halfOpen: [String: ConformanceValue]

    init(_ row: ConformanceCase) {
        self.row = row
        family = row.config["family"]?.string ?? "unnamed"
        trip = row.config["trip"]?.object ?? [:]
        window = row.config["window"]?.object ?? [:]
        halfOpen = row.config["half_open"]?.object ?? [:]
    }

    /// Why the case can't be run; nil when its rule is ours.
    var skipReason: String? {
        if family == "failsafe" { return "failsafe: a ring of the last calls decides, ours is a window of time" }
        guard ["gobreaker", "resilience4j", "window_only"].contains(family) else {
            return "\(family): at the deadline the circuit is half-open there, open here"
        }
        let have: Set = [
            "exclusions", "in_flight", "generation", "rolling_window", "time_window", "manual_states", "forced_wait",
        ]
        if let missing = ConformanceReport.missing(in: row, have: have) { return missing }
        if !["unbounded", "rolling", "time"].contains(window["type"]?.string) {
            return "a window that is \(window["type"]?.string ?? "not named")"
        }
        for step in row.steps {
            if step.arguments["to"] == .string("metrics_only"), row.id == "r4j-metrics-only" {
                return "an exceeded rate is announced there, only counted here"
            }
            guard Self.operations.contains(step.operation) else { return "no operation \(step.operation)" }
            let unknown = step.unknown(
                arguments: ["outcome", "id", "to", "wait_ms", "until_ms", "duration_ms"],
                fields: ["permitted", "state", "error", "counts", "metrics", "transition"])
            if let unknown { return unknown }
        }
        return nil
    }

    private static let operations: Set = [
        "call", "begin", "end", "observe", "acquire", "record", "release", "force",
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
        configuration.openFor = .milliseconds(row.config["open_ms"]?.integer ?? 0)
        configuration.probes = Int(halfOpen["max_calls"]?.integer ?? 1)
        return configuration
    }

    private func percent(_ number: Int64) -> Ratio { Ratio(millionths: number * 10_000) }
}

extension ConformanceValue {
    /// A number between 0 and 1 with up to six digits.
    fileprivate var ratio: Ratio? {
        switch self {
        case .number(let number): Ratio(millionths: Int64((number * 1_000_000).rounded()))
        case .integer(let number): Ratio(millionths: number * 1_000_000)
        default: nil
        }
    }
}
