/// All series of all metrics since they were first counted. There are at most so many of each metric; what comes then is
/// counted in one more, which is marked (`otel.metric.overflow`).
struct MetricTable {
    /// One series.
    enum Series: Equatable {
        case sum(Int64)
        case histogram(BucketHistogram)
    }

    /// One metric with its series, in the order of their labels.
    struct Metric {
        let instrument: GenAIInstrument
        let series: [(labels: MetricLabels, value: Series)]
    }

    private static let overflow = MetricLabels([GenAIName.overflow: "true"])

    private let mostSeries: Int
    private var series: [GenAIInstrument: [MetricLabels: Series]] = [:]

    init(mostSeries: Int) {
        self.mostSeries = mostSeries
    }

    /// Adds to a counter, or counts in a histogram.
    mutating func record(_ value: Int64, _ instrument: GenAIInstrument, _ labels: MetricLabels) {
        var labels = labels
        if let known = series[instrument], known[labels] == nil, known.count >= mostSeries { labels = Self.overflow }
        series[instrument, default: [:]][labels, default: Self.empty(instrument)].record(value)
    }

    /// What was recorded so far: metrics in the order of their list, without those that nothing was recorded for.
    var metrics: [Metric] {
        GenAIInstrument.allCases.compactMap { instrument in
            guard let series = series[instrument] else { return nil }
            return Metric(
                instrument: instrument, series: series.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        }
    }

    private static func empty(_ instrument: GenAIInstrument) -> Series {
        switch instrument.shape {
        case .counter: .sum(0)
        case .histogram(let bounds, let scale):
            .histogram(BucketHistogram(bounds: bounds.map { Int64(($0 * Double(scale)).rounded()) }))
        }
    }
}

extension MetricTable.Series {
    fileprivate mutating func record(_ value: Int64) {
        switch self {
        case .sum(let sum): self = .sum(sum.addingClamped(max(0, value)))
        case .histogram(var histogram):
            // The histogram is taken out first, so that its counts are not copied.
            self = .sum(0)
            histogram.record(value)
            self = .histogram(histogram)
        }
    }
}
