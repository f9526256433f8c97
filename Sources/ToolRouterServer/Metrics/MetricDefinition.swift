package import ToolRouter

/// One metric: what it is called and means, and how it is read.
///
/// Everything that prints, pushes or documents metrics goes through the one list of these.
package struct MetricDefinition: Sendable {
    /// The kinds of metrics, in the words of OpenMetrics.
    package enum Kind: String, Sendable {
        /// Only grows while the process lives.
        case counter
        /// Is what it is now.
        case gauge
        /// Counts by upper bounds.
        case histogram
        /// Percentiles.
        case summary
        /// 1, with labels that say something.
        case info
    }

    /// The units, in which all values are: base units only.
    package enum Unit: String, Sendable {
        case seconds
        case bytes
        case usd
    }

    /// The name with all suffixes, such as `toolrouter_requests_total`.
    package let name: String
    package let kind: Kind
    /// The unit; nil for plain counts. The name ends with it, before the suffix of its kind.
    package let unit: Unit?
    /// What it means, in one sentence.
    package let help: String
    /// The names of its labels.
    package let labels: [String]
    /// Its samples, in an order that depends on the readings only.
    package let read: @Sendable (MetricReadings) -> [MetricSample]

    init(
        _ name: String, _ kind: Kind, in unit: Unit? = nil, _ help: String, labels: [String] = [],
        read: @escaping @Sendable (MetricReadings) -> [MetricSample]
    ) {
        (self.name, self.kind, self.unit, self.help, self.labels) = (name, kind, unit, help, labels)
        self.read = read
    }

    /// The name without the suffix of its kind, which names the family in OpenMetrics.
    package var family: String {
        switch kind {
        case .counter: Self.dropping("_total", from: name)
        case .info: Self.dropping("_info", from: name)
        case .gauge, .histogram, .summary: name
        }
    }

    private static func dropping(_ suffix: String, from name: String) -> String {
        precondition(name.hasSuffix(suffix), "\(name) does not end with \(suffix)")
        return String(name.dropLast(suffix.count))
    }
}

/// What a metric is for one set of labels.
package struct MetricSample: Sendable {
    /// What it can be.
    package enum Value: Sendable {
        case count(Int)
        case money(Money)
        case time(Duration)
        case histogram(LatencyHistogram)
    }

    /// The values of the labels, in the order of the definition.
    package var labels: [String]
    package var value: Value

    init(_ labels: [String], _ value: Value) {
        (self.labels, self.value) = (labels, value)
    }

    init(_ labels: [String], _ count: Int) {
        self.init(labels, .count(count))
    }

    /// Without labels.
    init(_ count: Int) {
        self.init([], .count(count))
    }
}

extension MetricDefinition {
    /// All metrics, in the order of every exposition.
    package static let all: [MetricDefinition] = [
        requests, spending, attempts, cache, circuits, limits, stores, budgets, shadows, load,
        LatencyMetric.definitions,
        service, recorder,
        build,
    ].flatMap(\.self)
}
