import Logging
import Synchronization
import Testing
import ToolRouter
import ToolRouterServer

/// How a service ends.
@Suite(.timeLimit(.minutes(20))) struct HTTPShutdownTests {
    private static let get = "GET / HTTP/1.1\r\nhost: a\r\n\r\n"

    @Test func `idle connections end at once, a request under way is answered, and nobody new is let in`() async throws
    {
        let gate = AsyncStream.makeStream(of: Void.self)
        let begun = Mutex(false)
        try await ServedHTTP.run(drain: .seconds(3_600)) { call in
            if call.path == "/slow" {
                begun.withLock { $0 = true }
                for await _ in gate.stream { break }
            }
            return .echo(call)
        } _: { served in
            let (idle, busy) = (try RawClient(port: served.port), try RawClient(port: served.port))
            idle.send(Self.get)
            #expect(await idle.reply()?.status == 200)
            busy.send("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n")
            await wait { !begun.withLock({ $0 }) }
            served.service.shutDown()
            #expect(await idle.ends())
            #expect(throws: (any Error).self) { try RawClient(port: served.port) }
            gate.continuation.yield()
            let reply = try #require(await busy.reply())
            #expect(reply.body == "GET /slow - ")
            #expect(reply["connection"] == "close")
            #expect(await busy.ends())
        }
    }

    @Test func `what has not ended when the time is over is cut off`() async throws {
        let cancelled = Mutex(false)
        let begun = Mutex(false)
        try await ServedHTTP.run(drain: .milliseconds(50)) { call in
            await withTaskCancellationHandler {
                begun.withLock { $0 = true }
                try? await Task.sleep(for: .seconds(3_600))
            } onCancel: {
                cancelled.withLock { $0 = true }
            }
            return .echo(call)
        } _: { served in
            let client = try RawClient(port: served.port)
            client.send(Self.get)
            await wait { !begun.withLock({ $0 }) }
            served.service.shutDown()
            #expect(await client.reply() == nil)
            // The end of the connection may be seen before the end of the work.
            await wait { !cancelled.withLock({ $0 }) }
            #expect(cancelled.withLock { $0 })
        }
    }

    /// A word to a loop that has ended would be lost, and NIO ends a process in which a promise is lost.
    @Test func `many may say at once that it is to end, also while it does`() async throws {
        for _ in 0..<50 {
            try await ServedHTTP.run(drain: .zero) {
                .echo($0)
            } _: { served in
                let service = served.service
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<8 { group.addTask { service.shutDown() } }
                }
            }
        }
    }

    @Test func `a port that is taken is named, and what to do`() async throws {
        try await ServedHTTP.run(reply: { .echo($0) }) { served in
            var settings = HTTPSettings()
            settings.port = served.port
            let second = HTTPService(settings, responder: Nobody(), logger: .init(label: "test")) { "r" }
            let fault = try #require(await #expect(throws: HTTPFault.self) { try await second.run() })
            #expect(fault.detail.contains("port \(served.port)"))
            #expect(fault.remedy.contains("http.port"))
            await #expect(throws: HTTPFault.self) { try await second.address }
        }
    }

    private struct Nobody: HTTPResponder {
        func reply(to call: HTTPCall) async -> HTTPReply { .text("") }
    }
}
