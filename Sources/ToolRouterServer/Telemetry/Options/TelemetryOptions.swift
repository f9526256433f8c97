/// How telemetry is set up: the variables of OpenTelemetry's specification, read once.
package struct TelemetryOptions: Sendable {
    /// Where spans go; nil sends none.
    package var traces: OTLPEndpoint?
    /// Where metrics go; nil sends none.
    package var metrics: OTLPEndpoint?
    /// Who sends, in the order of their names: `service.name` is one of them.
    package var resource: [(name: String, value: String)] = [("service.name", "toolrouter")]
    /// Whose traces are recorded.
    package var sampler = TraceSampler.parentBased(.always)
    /// The names that are written.
    package var generations: Set<GenAIGeneration> = [.current]
    /// Whether questions, replies and statements are written. Default no.
    package var capturesContent = false
    /// The most spans that wait to be sent; what comes then is dropped and counted. Default 2,048.
    package var queuedSpans = 2_048
    /// The most spans of one export. Default 512.
    package var batchedSpans = 512
    /// How long a span waits for others at most. Default 5 s.
    package var spanDelay = Duration.seconds(5)
    /// How often metrics are sent. Default 60 s.
    package var metricInterval = Duration.seconds(60)
    /// The most requests whose spans are open at once; those beyond have none and are counted. Default 10,000.
    package var openRequests = 10_000
    /// The most series of one metric; what comes then is one series. Default 1,000.
    package var seriesPerMetric = 1_000

    package init() {}

    /// What the environment asks for; nil when it asks for nothing, which is the default, or forbids it.
    package static func read(environment: [String: String]) throws(TelemetryFault) -> TelemetryOptions? {
        let reader = EnvironmentReader(environment)
        if try reader.isTrue("OTEL_SDK_DISABLED") { return nil }
        var options = TelemetryOptions()
        options.traces = try OTLPEndpoint.read(.traces, reader)
        options.metrics = try OTLPEndpoint.read(.metrics, reader)
        guard options.traces != nil || options.metrics != nil else { return nil }

        var resource = ["service.name": "toolrouter"]
        for (name, value) in try reader.pairs(["OTEL_RESOURCE_ATTRIBUTES"]) { resource[name] = value }
        if let name = reader.text("OTEL_SERVICE_NAME") { resource["service.name"] = name }
        options.resource = resource.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        options.sampler = try TraceSampler.read(reader)
        options.generations = try GenAIGeneration.read(optIn: reader.text("OTEL_SEMCONV_STABILITY_OPT_IN") ?? "")
        options.capturesContent = try capturesContent(reader)

        options.queuedSpans = try reader.number(["OTEL_BSP_MAX_QUEUE_SIZE"], in: 1...1_000_000, or: 2_048)
        options.batchedSpans = try reader.number(
            ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"], in: 1...options.queuedSpans, or: min(512, options.queuedSpans))
        options.spanDelay = .milliseconds(
            try reader.number(["OTEL_BSP_SCHEDULE_DELAY"], in: 1...3_600_000, or: 5_000))
        options.metricInterval = .milliseconds(
            try reader.number(["OTEL_METRIC_EXPORT_INTERVAL"], in: 100...86_400_000, or: 60_000))
        return options
    }

    private static func capturesContent(_ reader: EnvironmentReader) throws(TelemetryFault) -> Bool {
        let name = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
        guard let value = reader.text(name) else { return false }
        switch value.lowercased() {
        case "true", "span_only": return true
        case "false", "no_content": return false
        default:
            throw reader.fault(
                name, value, "true, false, span_only or no_content",
                "questions and statements are written to spans or not at all")
        }
    }
}
