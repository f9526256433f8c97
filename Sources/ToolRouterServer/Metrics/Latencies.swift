package import ToolRouter

/// All histograms of a router, folded from its events.
///
/// Only requests under way are remembered, of which the router lets in so many as its configuration says.
package struct Latencies: Sendable {
    /// Planners are named by the configuration; beyond so many series no more are begun, and their times are not kept.
    static let mostSeries = 256

    private var timer = RequestTimer()
    private var histograms: [LatencySeries: LatencyHistogram] = [:]

    package init() {}

    /// Takes one more event; says which times came of it.
    package mutating func observe(_ event: RouterEvent) -> RequestTimer.Times {
        let times = timer.observe(event)
        switch times {
        case .none: break
        case .attempt(let attempt): record(attempt)
        case .answer(let request, let overhead):
            record(request)
            record(overhead)
        }
        return times
    }

    /// The histogram of each series that has one, sorted.
    package func histograms(of metric: LatencyMetric) -> [(series: LatencySeries, histogram: LatencyHistogram)] {
        histograms.filter { $0.key.metric == metric }
            .map { ($0.key, $0.value) }
            .sorted { $0.0.labels.lexicographicallyPrecedes($1.0.labels) }
    }

    private mutating func record(_ observation: LatencyObservation) {
        let series = observation.series
        if histograms[series]?.record(nanoseconds: observation.nanoseconds) != nil { return }
        guard histograms.count < Self.mostSeries else { return }
        var histogram = LatencyHistogram(series.metric.buckets)
        histogram.record(nanoseconds: observation.nanoseconds)
        histograms[series] = histogram
    }
}
