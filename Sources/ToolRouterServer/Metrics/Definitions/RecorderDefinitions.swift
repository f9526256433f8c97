import ToolRouter

extension MetricDefinition {
    /// Those of a recorder; a server without one has none.
    static let recorder = [
        MetricDefinition(
            "toolrouter_recorder_requests_total", .counter, "Requests at the recorder, by what became of them.",
            labels: ["result"]
        ) { readings in
            of(readings) { [MetricSample(["written"], $0.written), MetricSample(["dropped"], $0.dropped)] }
        },
        MetricDefinition(
            "toolrouter_recorder_written_bytes_total", .counter, in: .bytes,
            "Bytes that the recorder wrote to segments."
        ) { readings in of(readings) { [MetricSample($0.bytes)] } },
        MetricDefinition(
            "toolrouter_recorder_segments_total", .counter, "Segments that the recorder has closed."
        ) { readings in of(readings) { [MetricSample($0.segments)] } },
        MetricDefinition(
            "toolrouter_recorder_failing", .gauge, "1 while the recorder can't write; the service goes on."
        ) { readings in of(readings) { [MetricSample($0.isFailing ? 1 : 0)] } },
        MetricDefinition(
            "toolrouter_recorder_waiting_bytes", .gauge, in: .bytes,
            "Memory of events that wait to be recorded or belong to requests under way, estimated."
        ) { readings in of(readings) { [MetricSample($0.waitingBytes)] } },
        MetricDefinition(
            "toolrouter_recorder_recent_bytes", .gauge, in: .bytes, "Lines of the last minutes that are kept in memory."
        ) { readings in of(readings) { [MetricSample($0.recentBytes)] } },
    ]

    private static func of(
        _ readings: MetricReadings, _ samples: (RecorderStatus) -> [MetricSample]
    ) -> [MetricSample] {
        readings.service?.recorder.map(samples) ?? []
    }
}
