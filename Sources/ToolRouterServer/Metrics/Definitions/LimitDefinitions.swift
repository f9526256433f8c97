import ToolRouter

extension MetricDefinition {
    static let limits = [
        MetricDefinition(
            "toolrouter_rate_limit_decisions_total", .counter,
            "What the limiter decided, by whose limit was the tightest and what it counts.",
            labels: ["decision", "scope", "unit"]
        ) { readings in
            let limits = readings.totals.limits
            return [true, false].flatMap { isAllowed in
                let decision = isAllowed ? "allowed" : "refused"
                // Where no limit applies nothing is refused.
                let unlimited =
                    isAllowed
                    ? [MetricSample([decision, "none", "requests"], limits[isAllowed: true, nil, .requests])] : []
                return unlimited
                    + RateLimitScope.allCases.flatMap { scope in
                        RateLimitUnit.allCases.map { unit in
                            MetricSample(
                                [decision, scope.rawValue, unit.rawValue], limits[isAllowed: isAllowed, scope, unit])
                        }
                    }
            }
        }
    ]
}
