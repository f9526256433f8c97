import NIOCore
import NIOHTTP1
import Synchronization
import Testing
import ToolRouter
import ToolRouterServer

/// What is answered, and in which order.
@Suite(.timeLimit(.minutes(20))) struct HTTPServiceTests {
    struct Row: CustomTestStringConvertible {
        let name: String
        let request: String
        let answer: String
        let staysOpen: Bool
        var testDescription: String { name }

        init(_ name: String, _ request: String, _ answer: String, staysOpen: Bool = true) {
            (self.name, self.request, self.answer, self.staysOpen) = (name, request, answer, staysOpen)
        }
    }

    static let rows = [
        Row("a path", "GET /a/b HTTP/1.1\r\nhost: a\r\n\r\n", "GET /a/b - "),
        Row("a path with a query", "GET /a?b=c?d HTTP/1.1\r\nhost: a\r\n\r\n", "GET /a b=c?d "),
        Row("an empty query", "GET /a? HTTP/1.1\r\nhost: a\r\n\r\n", "GET /a  "),
        Row("a whole URL", "GET http://a:80/b?c HTTP/1.1\r\nhost: a\r\n\r\n", "GET /b c "),
        Row("a URL without a path", "GET HTTPS://a?c HTTP/1.1\r\nhost: a\r\n\r\n", "GET / c "),
        Row("all there is", "OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n", "OPTIONS * - "),
        Row("a body", "POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nxyz", "POST /a - xyz"),
        Row("an empty host", "GET /a HTTP/1.1\r\nhost:\r\n\r\n", "GET /a - "),
        Row(
            "a body in chunks",
            "POST /a HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n2\r\nxy\r\n1;n=v\r\nz\r\n0\r\nt: 1\r\n\r\n",
            "POST /a - xyz"),
        Row(
            "the end of a connection", "GET /a HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", "GET /a - ",
            staysOpen: false),
        Row("HTTP/1.0", "GET /a HTTP/1.0\r\n\r\n", "GET /a - ", staysOpen: false),
        Row("HTTP/1.0 that stays", "GET /a HTTP/1.0\r\nconnection: keep-alive\r\n\r\n", "GET /a - "),
        Row(
            "an upgrade nobody makes",
            "GET /a HTTP/1.1\r\nhost: a\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n\r\n",
            "GET /a - ", staysOpen: false),
        Row("an empty line before it", "\r\nGET /a HTTP/1.1\r\nhost: a\r\n\r\n", "GET /a - "),
    ]

    @Test(arguments: rows)
    func `a request is answered`(row: Row) async throws {
        try await ServedHTTP.run(reply: { .echo($0) }) { served in
            let client = try RawClient(port: served.port)
            client.send(row.request)
            let reply = try #require(await client.reply())
            #expect(reply.status == 200)
            #expect(reply.body == row.answer)
            #expect(reply["date"]?.hasSuffix(" GMT") == true)
            if row.staysOpen {
                client.send(row.request)
                #expect(await client.reply()?.body == row.answer)
            } else {
                #expect(reply["connection"] == "close")
                #expect(await client.ends())
            }
        }
    }

    @Test func `byte by byte it is the same request`() async throws {
        try await ServedHTTP.run(reply: { .echo($0) }) { served in
            let client = try RawClient(port: served.port)
            for byte in "POST /a?b HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nxyz".utf8 { client.send([byte]) }
            #expect(await client.reply()?.body == "POST /a b xyz")
        }
    }

    @Test func `HEAD is asked as GET, and answered without the body`() async throws {
        try await ServedHTTP.run(reply: { .echo($0) }) { served in
            let client = try RawClient(port: served.port)
            client.send("HEAD /a HTTP/1.1\r\nhost: a\r\n\r\n")
            let reply = try #require(await client.reply(withoutBody: true))
            #expect(reply.status == 200)
            #expect(reply["content-length"] == "\("GET /a - ".utf8.count)")
            client.send("GET /b HTTP/1.1\r\nhost: a\r\n\r\n")
            #expect(await client.reply()?.body == "GET /b - ")
        }
    }

    @Test func `a client that asks whether to send its body is told so`() async throws {
        try await ServedHTTP.run(reply: { .echo($0) }) { served in
            let client = try RawClient(port: served.port)
            client.send("POST /a HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n")
            #expect(await client.reply()?.status == 100)
            client.send("xyz")
            #expect(await client.reply()?.body == "POST /a - xyz")
        }
    }

    @Test func `answers to what was sent ahead never overtake each other`() async throws {
        let gates = Mutex<[String: CheckedContinuation<Void, Never>]>([:])
        try await ServedHTTP.run { call in
            if call.path.hasSuffix("slow") {
                await withCheckedContinuation { gate in gates.withLock { $0[call.path] = gate } }
            }
            return .echo(call)
        } _: { served in
            let client = try RawClient(port: served.port)
            let paths = (0..<20).map { $0.isMultiple(of: 5) ? "/\($0)slow" : "/\($0)" }
            client.send(paths.map { "GET \($0) HTTP/1.1\r\nhost: a\r\n\r\n" }.joined())
            for path in paths {
                if path.hasSuffix("slow") {
                    // Nothing behind it has begun.
                    await wait { gates.withLock({ $0[path] == nil }) }
                    #expect(gates.withLock { $0.count } == 1)
                    gates.withLock { $0.removeValue(forKey: path) }?.resume()
                }
                #expect(await client.reply()?.body == "GET \(path) - ")
            }
        }
    }

    @Test func `thousands of requests sent ahead are answered in order`() async throws {
        try await ServedHTTP.run(reply: { .echo($0) }) { served in
            let client = try RawClient(port: served.port)
            let count = 5_000
            let sender = Task.detached {
                client.send((0..<count).map { "GET /\($0) HTTP/1.1\r\nhost: a\r\n\r\n" }.joined())
            }
            for number in 0..<count {
                let body = await client.reply()?.body
                guard body == "GET /\(number) - " else {
                    Issue.record("answer \(number) is \(body ?? "none")")
                    break
                }
            }
            _ = await sender.value
        }
    }

    @Test func `work that waits for nothing, and what follows a wait, runs on the loop of its connection`() async throws
    {
        try await ServedHTTP.run { call in
            let before = call.loop.inEventLoop
            await Task.yield()
            try? await Task.sleep(for: .milliseconds(1))
            return .text("\(before) \(call.loop.inEventLoop)")
        } _: { served in
            let client = try RawClient(port: served.port)
            client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n")
            #expect(await client.reply()?.body == "true true")
        }
    }

    @Test func `an answer of many megabytes arrives`() async throws {
        let body = ByteBuffer(repeating: UInt8(ascii: "x"), count: 20_000_000)
        try await ServedHTTP.run(reply: { _ in HTTPReply(status: .ok, body: body) }) { served in
            let client = try RawClient(port: served.port)
            client.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
            #expect(await client.reply()?.body.utf8.count == 20_000_000)
            #expect(await client.ends())
        }
    }
}
