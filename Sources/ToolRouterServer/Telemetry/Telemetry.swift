package import ToolRouter
package import Tracing

/// Spans and metrics of a router for a receiver of OpenTelemetry's protocol: an observer to give to the router, and what
/// sends. Off unless the environment asks for it.
///
/// Whatever the receiver does, no request waits for it: events are folded where they happen, and lanes of their own send.
package final class Telemetry: EventObserver {
    private let spans: RequestSpans?
    private let metrics: GenAIMetrics?
    private let spanExporter: SpanExporter?
    private let metricExporter: MetricExporter?
    private let transports: [any OTLPTransport]
    private let scheduler: any Scheduler

    /// The tracer that makes the spans, for parts that want to add their own; nil when no spans are sent.
    package let tracer: (any Tracer)?

    /// Starts what the environment asks for; nil when that is nothing.
    ///
    /// - Parameters:
    ///   - environment: the variables that OpenTelemetry's specification names.
    ///   - version: of this program.
    ///   - scheduler: the time by which is sent, and whose lanes send. In the live world one of its own: draining the
    ///     router's waits for what candidates still do, and that is sent, too.
    ///   - ids: names traces and spans.
    package static func start(
        environment: [String: String], version: String, scheduler: any Scheduler,
        ids: any SpanIDSource = RandomSpanIDs()
    ) throws(TelemetryFault) -> Telemetry? {
        guard let options = try TelemetryOptions.read(environment: environment) else { return nil }
        return Telemetry(options, version: version, scheduler: scheduler, ids: ids) { OTLPHTTPTransport($0) }
    }

    /// Starts what the options ask for.
    ///
    /// - Parameter transport: the way to a receiver.
    package init(
        _ options: TelemetryOptions, version: String, scheduler: any Scheduler, ids: any SpanIDSource,
        transport: (OTLPEndpoint) -> any OTLPTransport
    ) {
        let encoder = OTLPEncoder(resource: options.resource, version: version)
        let seed = ids.span().number
        var transports: [any OTLPTransport] = []
        func delivery(to endpoint: OTLPEndpoint) -> Delivery {
            let transport = transport(endpoint)
            transports.append(transport)
            return Delivery(transport: transport, timeout: endpoint.timeout, scheduler: scheduler, seed: seed)
        }

        if let endpoint = options.traces {
            let exporter = SpanExporter(delivery(to: endpoint), encoder, options)
            let tracer = OTLPTracer(ids: ids, sampler: options.sampler) { exporter.take($0) }
            self.tracer = tracer
            spans = RequestSpans(tracer, options)
            spanExporter = exporter
        } else {
            (tracer, spans, spanExporter) = (nil, nil, nil)
        }
        if let endpoint = options.metrics {
            let metrics = GenAIMetrics(options)
            self.metrics = metrics
            metricExporter = MetricExporter(delivery(to: endpoint), encoder, metrics, options)
        } else {
            (metrics, metricExporter) = (nil, nil)
        }
        self.transports = transports
        self.scheduler = scheduler
        spanExporter?.start()
        metricExporter?.start()
    }

    package func observe(_ event: RouterEvent) {
        spans?.observe(event)
        metrics?.observe(event)
    }

    /// What became of everything so far.
    package var tally: ExportTally {
        var tally = spanExporter?.tally ?? ExportTally()
        if let other = metricExporter?.tally {
            tally.exportedMetrics = other.exportedMetrics
            tally.failedMetrics = other.failedMetrics
            tally.retries += other.retries
            tally.lastFailure = tally.lastFailure ?? other.lastFailure
        }
        tally.unfollowedRequests = max(spans?.unfollowed ?? 0, metrics?.unfollowed ?? 0)
        return tally
    }

    /// Sends what is there and stops by `deadline`, whatever the receivers do: both signals at once, so that one whose receiver
    /// hangs takes no time from the other. Returns what became of everything.
    @discardableResult
    package func stop(by deadline: Timestamp) async -> ExportTally {
        metricExporter?.close()
        await spanExporter?.stop(by: deadline)
        await metricExporter?.stop(by: deadline)
        await closeTransports(by: deadline)
        return tally
    }

    /// Closes what messages went through; what takes longer than until `deadline`, such as a connection that is just being
    /// made, goes on in the background.
    private func closeTransports(by deadline: Timestamp) async {
        let closings = transports.map { transport in
            let isClosed = DeadlineRace()
            scheduler.spawn {
                await transport.close()
                isClosed.finish()
            }
            return isClosed
        }
        for isClosed in closings { _ = await scheduler.verdict(of: isClosed, by: deadline) }
    }
}
