import SwiftProtobuf
import ToolRouter
import Tracing

/// Writes spans and metrics as messages of OTLP. The same input gives the same bytes.
struct OTLPEncoder: Sendable {
    private let resource: WireResource
    private let scope: WireInstrumentationScope

    /// - Parameters:
    ///   - resource: who sends.
    ///   - version: of this program.
    init(resource: [(name: String, value: String)], version: String) {
        self.resource = WireResource.with { message in
            message.attributes = resource.map { .text($0.name, $0.value) }
        }
        scope = WireInstrumentationScope.with { message in
            message.name = "toolrouter"
            message.version = version
        }
    }

    /// The message that exports `spans`.
    func message(_ spans: [FinishedSpan]) -> [UInt8] {
        let request = WireExportTraceServiceRequest.with { request in
            request.resourceSpans = [
                .with { group in
                    group.resource = resource
                    group.scopeSpans = [
                        .with { group in
                            group.scope = scope
                            group.spans = spans.map { WireSpan($0) }
                        }
                    ]
                }
            ]
        }
        return bytes(request)
    }

    /// The message that exports `metrics`, which were counted since `start`.
    func message(_ metrics: [MetricTable.Metric], since start: Timestamp, at now: Timestamp) -> [UInt8] {
        let request = WireExportMetricsServiceRequest.with { request in
            request.resourceMetrics = [
                .with { group in
                    group.resource = resource
                    group.scopeMetrics = [
                        .with { group in
                            group.scope = scope
                            group.metrics = metrics.map { WireMetric($0, since: start, at: now) }
                        }
                    ]
                }
            ]
        }
        return bytes(request)
    }

    private func bytes(_ message: some Message) -> [UInt8] {
        do {
            return try message.serializedBytes()
        } catch {
            // Only a missing required field or 2 GiB could be the reason: proto3 has none, and everything is bounded.
            preconditionFailure("a message can't be written: \(error)")
        }
    }
}
