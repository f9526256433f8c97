import SwiftProtobuf
import ToolRouter

extension WireMetric {
    /// The message that a metric is, counted since `start`.
    init(_ metric: MetricTable.Metric, since start: Timestamp, at now: Timestamp) {
        self.init()
        name = metric.instrument.rawValue
        description_p = metric.instrument.summary
        unit = metric.instrument.unit
        let (start, now) = (UInt64(max(0, start.nanoseconds)), UInt64(max(0, now.nanoseconds)))
        switch metric.instrument.shape {
        case .counter:
            sum.aggregationTemporality = .cumulative
            sum.isMonotonic = true
        case .histogram:
            histogram.aggregationTemporality = .cumulative
        }
        for (labels, series) in metric.series {
            switch series {
            case .sum(let value):
                sum.dataPoints.append(
                    .with { point in
                        point.startTimeUnixNano = start
                        point.timeUnixNano = now
                        point.asInt = value
                        point.attributes = labels.wire
                    })
            case .histogram(let counted):
                guard case .histogram(let bounds, let scale) = metric.instrument.shape else { continue }
                histogram.dataPoints.append(
                    .with { point in
                        point.startTimeUnixNano = start
                        point.timeUnixNano = now
                        point.count = counted.count
                        point.sum = Double(counted.sum) / Double(scale)
                        point.bucketCounts = counted.counts
                        point.explicitBounds = bounds
                        point.attributes = labels.wire
                    })
            }
        }
    }
}
