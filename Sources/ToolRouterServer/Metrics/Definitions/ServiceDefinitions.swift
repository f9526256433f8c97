import ToolRouter

extension MetricDefinition {
    /// Those of a service over HTTP; a replay has none.
    static let service = [
        MetricDefinition(
            "toolrouter_http_responses_total", .counter,
            "Replies over HTTP, by the route and the class of their status.",
            labels: ["route", "status"]
        ) { readings in
            of(readings) { $0.routes.map { MetricSample([$0.route, $0.status], $0.count) } }
        },
        MetricDefinition(
            "toolrouter_http_refusals_total", .counter,
            "Requests over HTTP that never got to a route, since they broke a limit or the protocol, by the code of their answer.",
            labels: ["code"]
        ) { readings in
            of(readings) { service in
                service.http.refusedRequests.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                    MetricSample([$0.key.rawValue], $0.value)
                }
            }
        },
        MetricDefinition(
            "toolrouter_http_abandoned_total", .counter, "Requests over HTTP whose client left before the answer."
        ) { readings in of(readings) { [MetricSample($0.http.abandonedRequests)] } },
        MetricDefinition("toolrouter_http_connections", .gauge, "Connections that are open.") { readings in
            of(readings) { [MetricSample($0.http.connections)] }
        },
        MetricDefinition(
            "toolrouter_http_connection_attempts_total", .counter,
            "Connections that were made, by whether they were one too many.",
            labels: ["fate"]
        ) { readings in
            of(readings) {
                [
                    MetricSample(["accepted"], $0.http.acceptedConnections),
                    MetricSample(["refused"], $0.http.refusedConnections),
                ]
            }
        },
        MetricDefinition("toolrouter_audit_queue", .gauge, "Audit records that wait to be written.") { readings in
            of(readings) { $0.audit.map { [MetricSample($0.waiting)] } ?? [] }
        },
        MetricDefinition(
            "toolrouter_audit_records_total", .counter, "Audit records, by what became of them.", labels: ["fate"]
        ) { readings in
            of(readings) {
                $0.audit.map { [MetricSample(["written"], $0.written), MetricSample(["refused"], $0.refused)] } ?? []
            }
        },
        MetricDefinition("toolrouter_audit_failing", .gauge, "1 while audit records can't be written.") { readings in
            of(readings) { $0.audit.map { [MetricSample($0.fault == nil ? 0 : 1)] } ?? [] }
        },
        MetricDefinition(
            "toolrouter_telemetry_spans_total", .counter, "Spans that have ended, by what became of them.",
            labels: ["fate"]
        ) { readings in
            of(readings) { service in
                service.telemetry.map { tally in
                    ExportTally.Fate.allCases.map { MetricSample([$0.rawValue], tally.spans($0)) }
                } ?? []
            }
        },
        MetricDefinition(
            "toolrouter_telemetry_metric_exports_total", .counter, "Exports of metrics, by what became of them.",
            labels: ["fate"]
        ) { readings in
            of(readings) { service in
                service.telemetry.map { tally in
                    ExportTally.Fate.allCases.map { MetricSample([$0.rawValue], tally.metricExports($0)) }
                } ?? []
            }
        },
    ]

    private static func of(
        _ readings: MetricReadings, _ samples: (ServiceReadings) -> [MetricSample]
    ) -> [MetricSample] {
        readings.service.map(samples) ?? []
    }
}
