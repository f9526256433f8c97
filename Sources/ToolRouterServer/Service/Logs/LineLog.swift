package import Logging
package import ToolRouter

/// Where a server's log lines go: a handler of swift-log that writes a line for each event.
package struct LineLog: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let format: LogSettings.Format
    private let sink: LogSink
    private let clock: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - sink: takes the lines.
    ///   - clock: the moment.
    package init(_ settings: LogSettings, to sink: LogSink, clock: @escaping @Sendable () -> Timestamp) {
        logLevel = settings.level
        format = settings.format
        self.sink = sink
        self.clock = clock
    }

    /// A logger that writes to standard error, and what it writes through.
    package static func standardError(
        _ settings: LogSettings, clock: @escaping @Sendable () -> Timestamp
    ) -> (logger: Logger, sink: LogSink) {
        let format = settings.format
        let sink = LogSink { count in
            LogLine(
                format: format, at: clock(), level: .warning, message: "lines of this log are left out",
                fields: [("lines", "\(count)")]
            ).bytes
        }
        let log = LineLog(settings, to: sink, clock: clock)
        return (Logger(label: "toolrouter") { _ in log }, sink)
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let fields = all.map { ($0.key, "\($0.value)") }.sorted { $0.0 < $1.0 }
        sink.take(
            LogLine(format: format, at: clock(), level: event.level, message: "\(event.message)", fields: fields).bytes)
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
}
