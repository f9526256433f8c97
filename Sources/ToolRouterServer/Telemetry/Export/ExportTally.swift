/// What became of spans and metrics, for logs, for metrics and for those who wonder where a trace is.
package struct ExportTally: Hashable, Sendable {
    /// Spans the receiver took.
    package var exportedSpans = 0
    /// Spans that came while the queue was full, or that were still waiting when their time was over.
    package var droppedSpans = 0
    /// Spans that were sent and not taken.
    package var failedSpans = 0
    /// Exports of metrics that the receiver took.
    package var exportedMetrics = 0
    /// Exports of metrics that it did not; the next one holds all that they held.
    package var failedMetrics = 0
    /// Tries after the first one of an export.
    package var retries = 0
    /// Why the last export that failed did.
    package var lastFailure: ExportFailure?
    /// Requests without spans or times, since too many were open or several at once under one name.
    package var unfollowedRequests = 0

    package init() {}
}

extension ExportTally {
    /// What can become of a span or an export of metrics, as a label of a metric.
    package enum Fate: String, CaseIterable, Sendable {
        /// The receiver took it.
        case exported
        /// It was sent and not taken.
        case failed
        /// It was not sent: there was no room or no time for it.
        case dropped
    }

    /// How many spans this became of. All fates together are the spans that have ended, but for those that still wait.
    package func spans(_ fate: Fate) -> Int {
        switch fate {
        case .exported: exportedSpans
        case .failed: failedSpans
        case .dropped: droppedSpans
        }
    }

    /// How many exports of metrics this became of; none is dropped, since the next one holds all that they held.
    package func metricExports(_ fate: Fate) -> Int {
        switch fate {
        case .exported: exportedMetrics
        case .failed: failedMetrics
        case .dropped: 0
        }
    }
}

/// Why a receiver did not take something. It holds nothing that the receiver said: that is untrusted text.
package enum ExportFailure: Hashable, Sendable, CustomStringConvertible {
    /// It answered with this status.
    case status(Int)
    /// It took less than it was sent.
    case partial
    /// It could not be reached, or hung up.
    case connection
    /// It did not answer in time.
    case timeout

    package var description: String {
        switch self {
        case .status(let status): "the receiver answered with HTTP status \(status)"
        case .partial: "the receiver refused a part of what it was sent"
        case .connection: "the receiver can't be reached or hung up"
        case .timeout: "the receiver did not answer in time"
        }
    }
}
