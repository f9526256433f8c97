import ToolRouter

/// What a case of the limiter's table needs, and whether we have it.
package enum LimiterRow {
    /// Why a case can't be run; nil when it can.
    package static func skipReason(_ row: ConformanceCase) -> String? {
        let algorithm = row.config["algorithm"]?.string ?? "not named"
        guard ["gcra", "token_bucket_greedy", "token_bucket_multi", "token_bucket_lazy"].contains(algorithm) else {
            return "the algorithm is \(algorithm)"
        }
        let have: Set = ["debt", "multi_limit", "take_at_most", "time_to_full", "reset"]
        if let missing = ConformanceReport.missing(in: row, have: have) { return missing }
        if let name = Set(row.config.keys).subtracting(Self.configuration).min() {
            return "the configuration has \(name)"
        }
        let limits = row.config["limits"]?.array?.compactMap(\.object) ?? []
        if let name = Set(limits.flatMap(\.keys)).subtracting(Self.configuration).min() {
            return "the configuration has limits.\(name)"
        }
        if limits.contains(where: { $0["mode"] != .string("greedy") }) { return "the refill comes in whole periods" }
        for step in row.steps {
            if limits.count > 1, step.operation == "time_to_full" {
                return "of several limits the tightest one's time is stated, not the longest"
            }
            if let cost = step.arguments["cost"]?.integer, step.operation == "delay_for",
                limits.contains(where: { cost > $0["capacity"]?.integer ?? .max })
            {
                return "a request above the capacity waits there, and never passes here"
            }
            if let cost = step.arguments["cost"]?.integer, step.operation == "take",
                cost > row.config["limit"]?.integer ?? .max, step.expect["retry_after_ns"] != .integer(-1)
            {
                return "a request above the limit is told a time there, and that it never passes here"
            }
            guard (algorithm == "gcra" ? Self.operationsOfGCRA : Self.operations).contains(step.operation) else {
                return "no operation \(step.operation)"
            }
            if let unknown = step.unknown(arguments: Self.arguments, fields: Self.fields) { return unknown }
        }
        return nil
    }

    /// Why a case that can be run can't be run in whole microseconds since 1970 and below 2^53 of them.
    package static func microsecondReason(_ row: ConformanceCase) -> String? {
        let times = row.steps.map(\.time) + [row.config["start_ns"]?.integer ?? 0]
        let limits = limits(of: row)
        let all = times + limits.map(\.emissionIntervalNanoseconds)
        if all.contains(where: { $0 % 1_000 != 0 }) { return "its times are not whole microseconds" }
        let bound: Int64 = 1 << 53
        let fits = times.allSatisfy { time in
            time >= 0 && limits.allSatisfy { (Int128(time) + Int128($0.toleranceNanoseconds)) / 1_000 < bound }
        }
        return fits ? nil : "its times are before 1970 or beyond 2^53 microseconds"
    }

    /// The buckets of a case, as they are described.
    static func buckets(of row: ConformanceCase) -> [[String: ConformanceValue]] {
        row.config["limits"]?.array?.compactMap(\.object) ?? [row.config]
    }

    /// The limits that are like them.
    static func limits(of row: ConformanceCase) -> [RateLimit] {
        buckets(of: row).map { bucket in
            let period =
                bucket["refill_period_ns"] ?? bucket["interval_ns"] ?? bucket["emission_interval_ns"] ?? .integer(1)
            let burst = bucket["capacity"] ?? bucket["limit"]
            return RateLimit(
                requests: Int(bucket["refill_tokens"]?.integer ?? 1), per: .nanoseconds(period.integer ?? 1),
                burst: Int(burst?.integer ?? 1))
        }
    }

    /// What is read; a tolerance is for a clock that is not virtual, and the kind of response for how fields are named.
    private static let configuration: Set = [
        "algorithm", "capacity", "refill_tokens", "refill_period_ns", "interval_ns", "initial_tokens", "start_ns",
        "limits", "mode", "emission_interval_ns", "limit", "response", "tolerance_ns",
    ]
    private static let operationsOfGCRA: Set = ["take", "take_at_most", "observe", "reset"]
    private static let operations: Set = [
        "take", "take_at_most", "observe", "reset", "refill", "delay_for", "force_take", "time_to_full",
    ]
    private static let arguments: Set = ["key", "cost"]
    private static let fields: Set = [
        "limited", "allowed", "limit", "remaining", "reset_after_ns", "retry_after_ns", "wait_ns", "tokens",
        "rounding_error",
    ]
}
