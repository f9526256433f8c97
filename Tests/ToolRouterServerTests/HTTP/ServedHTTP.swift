import Logging
import NIOCore
import NIOHTTP1
import Synchronization
import ToolRouter
import ToolRouterServer

/// A service on a free port of this machine, for as long as a test talks to it.
struct ServedHTTP {
    let service: HTTPService
    let port: Int

    /// Serves while `body` runs; `reply` answers every request.
    static func run(
        _ limits: (inout HTTPLimits) -> Void = { _ in }, tls: HTTPTLSSettings? = nil, drain: Duration = .seconds(600),
        reply: @escaping @Sendable (HTTPCall) async -> HTTPReply, _ body: (ServedHTTP) async throws -> Void
    ) async throws {
        var settings = HTTPSettings()
        settings.port = 0
        settings.loops = 2
        settings.tls = tls
        limits(&settings.limits)
        let last = Mutex(0)
        let service = HTTPService(
            settings, drain: drain, responder: Responder(reply: reply), logger: Logger(label: "test") { _ in Silence() }
        ) {
            last.withLock { last in
                last += 1
                return RequestID("r-\(last)")
            }
        }
        let running = Task { try await service.run() }
        do {
            try await body(ServedHTTP(service: service, port: try await service.address.port ?? 0))
        } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        try await running.value
    }

    private struct Responder: HTTPResponder {
        let reply: @Sendable (HTTPCall) async -> HTTPReply

        func reply(to call: HTTPCall) async -> HTTPReply { await reply(call) }

        func isAlwaysAnswered(_ path: String) -> Bool { path == "/healthz" }
    }

    private struct Silence: LogHandler {
        var metadata = Logger.Metadata()
        var logLevel = Logger.Level.critical

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {}
    }
}

/// Waits as long as `condition` is true, without keeping others from their work.
func wait(while condition: () -> Bool) async {
    while condition(), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(1)) }
}

extension HTTPReply {
    /// A plain text.
    static func text(_ text: String) -> HTTPReply {
        HTTPReply(status: .ok, headers: ["content-type": "text/plain"], body: ByteBuffer(string: text))
    }

    /// What was asked, in words.
    static func echo(_ call: HTTPCall) -> HTTPReply {
        text("\(call.method) \(call.path) \(call.query ?? "-") \(String(buffer: call.body))")
    }
}
