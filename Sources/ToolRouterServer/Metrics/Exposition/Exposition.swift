import ToolRouter

/// The metrics as text, as scrapers read it: Prometheus' text format and OpenMetrics.
///
/// Counts are integers and money is an exact decimal: nothing passes through floating point. The same readings are the same
/// bytes.
package struct Exposition {
    private let format: ExpositionFormat
    private var text = ""

    /// The text of `definitions`.
    ///
    /// - Parameter readings: one or several, which differ in their label: each metric stands there once, with the samples of
    ///   all.
    package static func text(
        of readings: [MetricReadings], _ definitions: [MetricDefinition] = MetricDefinition.all,
        as format: ExpositionFormat = .usual
    ) -> String {
        var exposition = Exposition(format: format)
        for definition in definitions { exposition.write(definition, readings) }
        if format.isOpenMetrics { exposition.text += "# EOF\n" }
        return exposition.text
    }

    private init(format: ExpositionFormat) {
        self.format = format
    }

    private mutating func write(_ definition: MetricDefinition, _ readings: [MetricReadings]) {
        let samples = readings.flatMap { reading in definition.read(reading).map { (reading.label, $0) } }
        guard !samples.isEmpty else { return }
        writeHead(of: definition)
        for (label, sample) in samples {
            var labels = label.map { [($0.name, $0.value)] } ?? []
            labels += zip(definition.labels, sample.labels)
            switch sample.value {
            case .count(let count): writeLine(definition.name, labels, "\(count)")
            case .money(let money): writeLine(definition.name, labels, money.usdText)
            case .time(let time):
                writeLine(
                    definition.name, labels, DecimalText.format(Int128(time.wholeNanoseconds), fractionDigits: 9))
            case .histogram(let histogram):
                if definition.kind == .summary {
                    writeQuantiles(definition.name, labels, histogram)
                } else {
                    writeBuckets(definition.name, labels, histogram)
                }
            }
        }
    }

    private mutating func writeHead(of definition: MetricDefinition) {
        let name = ExpositionName(format.isOpenMetrics ? definition.family : definition.name, format.escaping).text
        text += "# HELP \(name) \(ExpositionText.help(definition.help, isOpenMetrics: format.isOpenMetrics))\n"
        text += "# TYPE \(name) \(type(of: definition.kind))\n"
        if format.isOpenMetrics, let unit = definition.unit { text += "# UNIT \(name) \(unit.rawValue)\n" }
    }

    private func type(of kind: MetricDefinition.Kind) -> String {
        kind == .info && !format.isOpenMetrics ? MetricDefinition.Kind.gauge.rawValue : kind.rawValue
    }

    private mutating func writeBuckets(
        _ name: String, _ labels: [(String, String)], _ histogram: LatencyHistogram
    ) {
        var count = 0
        let bounds = histogram.buckets.bounds.map(\.seconds) + ["+Inf"]
        for (bound, more) in zip(bounds, histogram.counts) {
            count += more
            writeLine(name + "_bucket", labels + [("le", bound)], "\(count)")
        }
        writeSum(name, labels, histogram)
    }

    private mutating func writeQuantiles(
        _ name: String, _ labels: [(String, String)], _ histogram: LatencyHistogram
    ) {
        for (percent, label) in LatencyMetric.quantiles {
            writeLine(name, labels + [("quantile", label)], Self.seconds(histogram.percentile(percent)))
        }
        writeSum(name, labels, histogram)
    }

    private mutating func writeSum(_ name: String, _ labels: [(String, String)], _ histogram: LatencyHistogram) {
        writeLine(name + "_sum", labels, Self.seconds(histogram.sum))
        writeLine(name + "_count", labels, "\(histogram.count)")
    }

    private mutating func writeLine(_ name: String, _ labels: [(String, String)], _ value: String) {
        let name = ExpositionName(name, format.escaping)
        var parts = name.isQuoted ? [name.text] : []
        for (label, value) in labels {
            let label = ExpositionName(label, format.escaping, isLabel: true)
            parts.append("\(label.text)=\"\(ExpositionText.quoted(value))\"")
        }
        if !name.isQuoted { text += name.text }
        if !parts.isEmpty { text += "{\(parts.joined(separator: ","))}" }
        text += " \(value)\n"
    }

    private static func seconds(_ nanoseconds: Int64) -> String {
        DecimalText.format(Int128(nanoseconds), fractionDigits: 9)
    }
}
