/// The way to a receiver of OTLP.
package protocol OTLPTransport: Sendable {
    /// Sends one message, once; must end soon after its task is cancelled.
    func send(_ message: [UInt8]) async -> SendOutcome
    /// Lets go of what it holds; nothing is sent any more.
    func close() async
}

/// What came of sending a message.
package enum SendOutcome: Hashable, Sendable {
    /// It was taken, but for so many of its spans or data points.
    case taken(rejected: Int)
    /// It was not taken.
    case failed(ExportFailure, isRetryable: Bool, retryAfter: Duration?)
}
