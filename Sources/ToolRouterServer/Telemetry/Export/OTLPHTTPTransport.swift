import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import SwiftProtobuf
import Synchronization
import ToolRouter

/// OTLP over HTTP with protobuf: a POST for each message.
///
/// Redirects are not followed, certificates are verified, and an answer is read up to 64 KiB. What may be sent again is what
/// the specification lists: 429, 502, 503 and 504, and what never came to an answer.
package final class OTLPHTTPTransport: OTLPTransport {
    private static let longestAnswer = 65_536

    private let endpoint: OTLPEndpoint
    private let client: HTTPClient
    private let isClosed = Mutex(false)

    package init(_ endpoint: OTLPEndpoint) {
        self.endpoint = endpoint
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = HTTPClient.Configuration.Timeout(
            connect: .nanoseconds(endpoint.timeout.wholeNanoseconds))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1
        // Whoever can't be reached is tried again by the export, which counts it.
        configuration.connectionPool.retryConnectionEstablishment = false
        // An export is not traced, else it would export itself.
        configuration.tracing.tracer = nil
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func send(_ message: [UInt8]) async -> SendOutcome {
        var request = HTTPClientRequest(url: endpoint.url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/x-protobuf")
        request.headers.add(name: "user-agent", value: "toolrouter")
        for header in endpoint.headers { request.headers.replaceOrAdd(name: header.name, value: header.value) }
        request.body = .bytes(message)
        do {
            let response = try await client.execute(
                request, timeout: .nanoseconds(endpoint.timeout.wholeNanoseconds))
            let answer = try? await response.body.collect(upTo: Self.longestAnswer)
            return Self.outcome(of: response.status.code, response.headers.first(name: "retry-after"), answer)
        } catch let error as HTTPClientError {
            let isTimeout = [.deadlineExceeded, .readTimeout, .connectTimeout, .writeTimeout].contains(error)
            return .failed(isTimeout ? .timeout : .connection, isRetryable: true, retryAfter: nil)
        } catch {
            return .failed(.connection, isRetryable: true, retryAfter: nil)
        }
    }

    package func close() async {
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        if isFirst { try? await client.shutdown() }
    }

    private static func outcome(of status: UInt, _ retryAfter: String?, _ answer: ByteBuffer?) -> SendOutcome {
        switch status {
        case 200..<300:
            // Both signals answer with the same fields under the same numbers. An answer that can't be read is a yes.
            let message = answer.flatMap {
                try? WireExportTraceServiceResponse(serializedBytes: Array($0.readableBytesView))
            }
            return .taken(rejected: Int(clamping: max(0, message?.partialSuccess.rejectedSpans ?? 0)))
        case 429, 502, 503, 504:
            // In seconds only: a date would need the receiver's clock.
            let pause = retryAfter.flatMap { Int($0) }.map { Duration.seconds(max(0, min($0, 86_400))) }
            return .failed(.status(Int(status)), isRetryable: true, retryAfter: pause)
        default:
            return .failed(.status(Int(clamping: status)), isRetryable: false, retryAfter: nil)
        }
    }
}
