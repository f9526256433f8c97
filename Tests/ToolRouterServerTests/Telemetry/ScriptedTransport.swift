import SwiftProtobuf
import Synchronization
import ToolRouter

@testable import ToolRouterServer

/// A way to a receiver that answers by a script, in virtual time; beyond its end it repeats the last line.
final class ScriptedTransport: OTLPTransport {
    /// What the receiver does with a message.
    enum Line: Sendable {
        case take(rejected: Int = 0, after: Duration = .zero)
        case status(Int, retryAfter: Duration? = nil)
        case refuseConnection
        /// Neither an answer nor an end, whatever happens.
        case hang
    }

    private struct State {
        var messages: [(at: Timestamp, bytes: [UInt8])] = []
        var isClosed = false
    }

    private let script: [Line]
    private let scheduler: any Scheduler
    /// How long closing takes.
    private let closing: Duration
    private let state = Mutex(State())

    init(_ script: [Line], _ scheduler: any Scheduler, closing: Duration = .zero) {
        self.script = script
        self.scheduler = scheduler
        self.closing = closing
    }

    /// What came, and when.
    var messages: [(at: Timestamp, bytes: [UInt8])] { state.withLock { $0.messages } }
    var isClosed: Bool { state.withLock { $0.isClosed } }
    /// How many spans each message holds.
    var spanCounts: [Int] {
        messages.map { message in
            (try? WireExportTraceServiceRequest(serializedBytes: message.bytes))?.resourceSpans.first?.scopeSpans
                .first?.spans.count ?? -1
        }
    }

    func send(_ message: [UInt8]) async -> SendOutcome {
        let now = scheduler.now
        let number = state.withLock { state in
            state.messages.append((now, message))
            return state.messages.count
        }
        switch script[min(number, script.count) - 1] {
        case .take(let rejected, let latency):
            if latency > .zero { try? await scheduler.sleep(for: latency) }
            return .taken(rejected: rejected)
        case .status(let status, let retryAfter):
            return .failed(
                .status(status), isRetryable: [429, 502, 503, 504].contains(status), retryAfter: retryAfter)
        case .refuseConnection: return .failed(.connection, isRetryable: true, retryAfter: nil)
        case .hang:
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            return .taken(rejected: 0)
        }
    }

    func close() async {
        if closing > .zero { try? await scheduler.sleep(for: closing) }
        state.withLock { $0.isClosed = true }
    }
}
