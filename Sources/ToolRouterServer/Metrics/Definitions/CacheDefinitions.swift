import ToolRouter

extension MetricDefinition {
    static let cache = [
        MetricDefinition(
            "toolrouter_cache_lookups_total", .counter,
            "What the answer cache had: the hit ratio is hit / (hit + miss); joined requests waited for the reply that another had asked for.",
            labels: ["result"]
        ) { readings in
            let totals = readings.totals
            return [
                MetricSample(["hit"], totals.cacheHits), MetricSample(["miss"], totals.cacheMisses),
                MetricSample(["joined"], totals.cacheJoins), MetricSample(["refresh"], totals.cacheRefreshes),
                MetricSample(["bypassed"], totals.cacheBypassed),
            ]
        },
        MetricDefinition(
            "toolrouter_cache_stale_answers_total", .counter,
            "Answers past their time that stood in for the planner."
        ) {
            [MetricSample($0.totals.staleAnswers)]
        },
        MetricDefinition(
            "toolrouter_cache_stores_total", .counter, "Answers handed to the store, and whether it took them.",
            labels: ["result"]
        ) {
            [MetricSample(["stored"], $0.totals.cacheStored), MetricSample(["refused"], $0.totals.cacheNotStored)]
        },
        MetricDefinition(
            "toolrouter_cache_entries", .gauge, "Answers in the cache of this process, stale ones included."
        ) {
            $0.standing.cache.map { [MetricSample($0.answers)] } ?? []
        },
        MetricDefinition(
            "toolrouter_cache_bytes", .gauge, in: .bytes, "The memory those answers take, estimated."
        ) {
            $0.standing.cache.map { [MetricSample($0.bytes)] } ?? []
        },
    ]
}
