import NIOCore
import NIOHTTP1
import Synchronization
import Testing
import ToolRouter
import ToolRouterServer

/// Clients that are slow, many or gone.
@Suite(.timeLimit(.minutes(20))) struct HTTPLimitTests {
    private static let get = "GET / HTTP/1.1\r\nhost: a\r\n\r\n"

    @Test(arguments: [
        ("slow headers", "GET / HTTP/1.1\r\nhos"), ("a slow first line", "G"),
        ("a slow body", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nab"),
        ("a body that never begins", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n"),
        ("a slow second request", get + "GET / HTT"),
    ])
    func `a request that takes too long is refused, and the connection ends`(row: (name: String, bytes: String))
        async throws
    {
        try await ServedHTTP.run { limits in
            limits.headerTime = .milliseconds(200)
            limits.bodyTime = .milliseconds(200)
        } reply: {
            .echo($0)
        } _: { served in
            let client = try RawClient(port: served.port)
            client.send(row.bytes)
            if row.bytes.hasPrefix(Self.get) {
                #expect(await client.reply()?.status == 200)
                // What came with the first request is known only when more comes.
                client.send("P")
            }
            let reply = try #require(await client.reply())
            #expect(reply.status == 408)
            #expect(reply.code == "request_timeout")
            #expect(await client.ends())
            #expect(served.service.tally.refusedRequests == [.requestTimeout: 1])
        }
    }

    @Test func `a connection without a request ends without a word`() async throws {
        try await ServedHTTP.run { limits in
            limits.idleTime = .seconds(2)
        } reply: {
            .echo($0)
        } _: { served in
            let client = try RawClient(port: served.port)
            #expect(await client.ends())
            let second = try RawClient(port: served.port)
            second.send(Self.get)
            #expect(await second.reply()?.status == 200)
            #expect(await second.ends())
        }
    }

    /// How a client goes.
    enum Leaving: CaseIterable {
        case closes, resets
    }

    @Test(arguments: Leaving.allCases, ["", "GET /next HTTP/1.1\r\nhost: a\r\n\r\n"])
    func `the work for a client that is gone is cancelled`(leaving: Leaving, sentAhead: String) async throws {
        let begun = Mutex(false)
        let cancelled = Mutex(0)
        try await ServedHTTP.run { _ in
            await withTaskCancellationHandler {
                begun.withLock { $0 = true }
                try? await Task.sleep(for: .seconds(3_600))
            } onCancel: {
                cancelled.withLock { $0 += 1 }
            }
            return .text("too late")
        } _: { served in
            let client = try RawClient(port: served.port)
            client.send(Self.get)
            await wait { !begun.withLock({ $0 }) }
            client.send(sentAhead)
            switch leaving {
            case .closes: client.close()
            case .resets: client.reset()
            }
            await wait { cancelled.withLock({ $0 }) == 0 }
            await wait { served.service.tally.connections > 0 }
            await wait { served.service.tally.requests > 0 }
            #expect(served.service.tally.abandonedRequests == 1)
        }
    }

    @Test func `what is cancelled at the end still settles`() async throws {
        let begun = Mutex(false)
        let settled = Mutex(false)
        try await ServedHTTP.run(drain: .milliseconds(50)) { _ in
            begun.withLock { $0 = true }
            try? await Task.sleep(for: .seconds(3_600))
            // Work that no cancellation stops, as that of a record.
            await Task.detached {
                do { try await Task.sleep(for: .milliseconds(200)) } catch {}
            }.value
            settled.withLock { $0 = true }
            return .text("too late")
        } _: { served in
            let client = try RawClient(port: served.port)
            client.send(Self.get)
            while !begun.withLock({ $0 }) { await Task.yield() }
        }
        #expect(settled.withLock { $0 })
    }

    @Test func `a client that has only finished sending gets its answer`() async throws {
        let gate = AsyncStream.makeStream(of: Void.self)
        try await ServedHTTP.run { call in
            for await _ in gate.stream { break }
            return Task.isCancelled ? .text("cancelled") : .echo(call)
        } _: { served in
            let client = try RawClient(port: served.port)
            client.send(Self.get)
            client.finishSending()
            // The service finds out whether it is still there, and goes on.
            #expect(await client.reply()?.status == 100)
            gate.continuation.yield()
            #expect(await client.reply()?.body == "GET / - ")
            #expect(await client.ends())
            #expect(served.service.tally.abandonedRequests == 0)
        }
    }

    @Test func `beyond the limit a request is refused at once, and its connection stays`() async throws {
        let gate = AsyncStream.makeStream(of: Void.self)
        try await ServedHTTP.run { limits in
            limits.requests = 1
        } reply: { call in
            if call.path == "/slow" { for await _ in gate.stream { break } }
            return .echo(call)
        } _: { served in
            let (slow, quick) = (try RawClient(port: served.port), try RawClient(port: served.port))
            slow.send("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n")
            await wait { served.service.tally.requests == 0 }
            quick.send(Self.get)
            let refusal = try #require(await quick.reply())
            #expect(refusal.status == 503)
            #expect(refusal.code == "overloaded")
            #expect(refusal["retry-after"] == "1")
            quick.send("GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n")
            #expect(await quick.reply()?.status == 200, "who looks how it is gets an answer")
            gate.continuation.yield()
            #expect(await slow.reply()?.status == 200)
            quick.send(Self.get)
            #expect(await quick.reply()?.status == 200)
        }
    }

    @Test(arguments: ["all together", "of one address"])
    func `one connection too many is told so`(which: String) async throws {
        try await ServedHTTP.run { limits in
            if which == "all together" { limits.connections = 2 } else { limits.connectionsPerAddress = 2 }
        } reply: {
            .echo($0)
        } _: { served in
            let clients = [try RawClient(port: served.port), try RawClient(port: served.port)]
            for client in clients {
                client.send(Self.get)
                #expect(await client.reply()?.status == 200)
            }
            let surplus = try RawClient(port: served.port)
            let reply = try #require(await surplus.reply())
            #expect(reply.status == 503)
            #expect(reply.code == "overloaded")
            #expect(await surplus.ends())
            clients[0].close()
            await wait { served.service.tally.connections > 1 }
            let next = try RawClient(port: served.port)
            next.send(Self.get)
            #expect(await next.reply()?.status == 200)
            #expect(served.service.tally.refusedConnections == 1)
        }
    }

    @Test func `a client that never reads is closed, and what it sent ahead waits until then`() async throws {
        let answered = Mutex(0)
        let body = ByteBuffer(repeating: UInt8(ascii: "x"), count: 1_000_000)
        try await ServedHTTP.run { limits in
            limits.writeTime = .milliseconds(300)
        } reply: { _ in
            answered.withLock { $0 += 1 }
            return HTTPReply(status: .ok, body: body)
        } _: { served in
            let client = try RawClient(port: served.port, receiveBuffer: 4_096)
            client.send(String(repeating: Self.get, count: 200))
            await wait { answered.withLock({ $0 }) == 0 }
            await wait { served.service.tally.connections > 0 }
            // The kernel takes some; the rest is not even begun.
            #expect(answered.withLock { $0 } < 20)
        }
    }

    @Test func `after its last request a connection ends`() async throws {
        try await ServedHTTP.run { limits in
            limits.requestsPerConnection = 2
        } reply: {
            .echo($0)
        } _: { served in
            let client = try RawClient(port: served.port)
            client.send(Self.get + Self.get + Self.get)
            #expect(await client.reply()?["connection"] == nil)
            #expect(await client.reply()?["connection"] == "close")
            #expect(await client.ends())
        }
    }
}
