/// The metrics that are times: each has a histogram, and percentiles over all but its planners.
package enum LatencyMetric: CaseIterable, Sendable {
    case request
    case overhead
    case planner

    var buckets: LatencyBuckets {
        switch self {
        case .request, .planner: .answers
        case .overhead: .overhead
        }
    }

    /// The name of the histogram.
    var name: String {
        switch self {
        case .request: "toolrouter_request_duration_seconds"
        case .overhead: "toolrouter_overhead_seconds"
        case .planner: "toolrouter_planner_latency_seconds"
        }
    }

    /// The labels of the histogram.
    var labels: [String] {
        switch self {
        case .request, .overhead: ["outcome"]
        case .planner: ["planner", "role", "result"]
        }
    }

    /// How many of the labels tell the percentiles apart.
    private var percentileLabels: Int {
        switch self {
        case .request, .overhead: 0
        case .planner: 2
        }
    }

    private var what: String {
        switch self {
        case .request: "from arrival to answer"
        case .overhead:
            "of the router itself: the whole without waiting for planners, tools, store, limiter, audit log and pauses before retries"
        case .planner: "of attempts, as the requests saw them that started them"
        }
    }

    private var histogram: MetricDefinition {
        MetricDefinition(name, .histogram, in: .seconds, "Time \(what).", labels: labels) { readings in
            readings.latencies.histograms(of: self).map { MetricSample($0.series.labels, .histogram($0.histogram)) }
        }
    }

    private var percentiles: MetricDefinition {
        let name =
            switch self {
            case .request: "toolrouter_request_percentiles_seconds"
            case .overhead: "toolrouter_overhead_percentiles_seconds"
            case .planner: "toolrouter_planner_percentiles_seconds"
            }
        return MetricDefinition(
            name, .summary, in: .seconds, "Time \(what); since the start, at most 1 % above the exact percentile.",
            labels: Array(labels.prefix(percentileLabels))
        ) { readings in
            var samples: [MetricSample] = []
            for (series, histogram) in readings.latencies.histograms(of: self) {
                let labels = Array(series.labels.prefix(percentileLabels))
                if case .histogram(var sum) = samples.last?.value, samples.last?.labels == labels {
                    sum.add(histogram)
                    samples[samples.count - 1].value = .histogram(sum)
                } else {
                    samples.append(MetricSample(labels, .histogram(histogram)))
                }
            }
            return samples
        }
    }

    static var definitions: [MetricDefinition] { allCases.flatMap { [$0.histogram, $0.percentiles] } }

    /// The percentiles that are told, of 100, and their label.
    static let quantiles: [(percent: Double, label: String)] = [(50, "0.5"), (95, "0.95"), (99, "0.99")]
}
