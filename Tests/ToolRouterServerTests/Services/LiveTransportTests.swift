import Foundation
import NIOHTTP1
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterServer

struct LiveTransportTests {
    private func services(_ port: Int, _ members: String = "", environment: [String: String] = [:]) throws
        -> LiveServices
    {
        try LiveServices(
            "endpoints: {s: {url: 'http://s.test:\(port)/a', addresses: [127.0.0.1], \(members)}}",
            names: ["s.test": [["127.0.0.1"]]], environment: environment)
    }

    @Test(
        arguments: [
            ("a body", WatchedPort.reply("[1]"), nil, "[1]"),
            (
                "a type with parameters",
                WatchedPort.reply("1", headers: "content-type: Application/JSON; charset=\"UTF-8\"\r\n"), nil, "1"
            ),
            ("no body", "HTTP/1.1 204 No Content\r\n\r\n", nil, ""),
            ("another type", WatchedPort.reply("x", headers: "content-type: text/html\r\n"), .serviceUnreadable, ""),
            ("no type", WatchedPort.reply("x", headers: ""), .serviceUnreadable, ""),
            (
                "another character set",
                WatchedPort.reply("x", headers: "content-type: application/json; charset=latin1\r\n"),
                .serviceUnreadable, ""
            ),
            (
                "a compressed body",
                WatchedPort.reply("x", headers: "content-type: application/json\r\ncontent-encoding: gzip\r\n"),
                .serviceUnreadable, ""
            ),
            ("no HTTP", "220 mail.example ESMTP\r\n\r\n", .serviceUnreadable, ""),
            ("a status that is none", "HTTP/1.1 2x0 OK\r\n\r\n", .serviceUnreadable, ""),
            ("too many requests", WatchedPort.reply("{}", status: "429 Too Many Requests"), .serviceFailed, ""),
            ("a fault of the service", WatchedPort.reply("{}", status: "500 Oops"), .serviceFailed, ""),
            ("not found", WatchedPort.reply("{}", status: "404 Not Found"), .serviceRejected, ""),
            ("not modified", "HTTP/1.1 304 Not Modified\r\n\r\n", .serviceRedirected, ""),
            (
                "an upgrade", "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n",
                .serviceRedirected, ""
            ),
        ] as [(String, String, ErrorCode?, String)])
    func `a reply is read strictly`(name: String, reply: String, code: ErrorCode?, text: String) async throws {
        let watched = try await WatchedPort { _, _ in reply }
        let services = try services(watched.port, "timeout: 60s")
        let result = await services.call("s")
        if name == "an upgrade" {
            #expect(result.code != nil)
        } else {
            #expect(result.code == code, "\(name): \(result)")
            if case .success(let body) = result { #expect(body.text == text) }
        }
        await services.transport.close()
        await watched.close()
    }

    @Test func `no more is read of a reply than its endpoint allows`() async throws {
        let watched = try await WatchedPort { _, _ in
            // It promises more than it sends, so that whoever reads on waits.
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000000\r\n\r\n"
                + String(repeating: "ä", count: 50_000)
        }
        let services = try services(watched.port, "response_bytes: 1001, timeout: 60s")
        let body = try await services.call("s").get()
        #expect(body.isTruncated)
        #expect(body.text == String(repeating: "ä", count: 500))
        await services.transport.close()
        await watched.close()
    }

    @Test(arguments: [
        ("nothing comes", ProviderServer.Act.hang, ErrorCode.serviceTimeout),
        ("the body stops", .stall("{"), .serviceTimeout), ("the body is cut off", .cutOff("{"), .serviceUnreachable),
        ("the connection ends", .hangUp, .serviceUnreachable), ("the connection is reset", .reset, .serviceUnreachable),
    ])
    func `what goes wrong on the way is said`(name: String, act: ProviderServer.Act, code: ErrorCode) async throws {
        let server = try await ProviderServer(act)
        let services = try services(server.port, "timeout: \(code == .serviceTimeout ? 2 : 60)s")
        let began = ContinuousClock.now
        #expect(await services.call("s").code == code, "\(name)")
        #expect(ContinuousClock.now - began < .seconds(60), "what fails by itself does not wait for its time to end")
        #expect(server.arrivals.count == 1)
        await server.closed(1)
        await services.transport.close()
        await server.close()
    }

    @Test func `a call that is cut short closes its connection`() async throws {
        let server = try await ProviderServer(.hang)
        let services = try services(server.port, "timeout: 60s")
        let call = Task { await services.call("s") }
        await server.received(1)
        call.cancel()
        await server.closed(1)
        #expect(await call.value.code == .cancelled)
        await services.transport.close()
        await server.close()
    }

    @Test func `nobody at the port, or no such name, is a service that can't be reached`() async throws {
        let server = try await ProviderServer(.hang)
        await server.close()
        let services = try services(server.port)
        #expect(await services.call("s").code == .serviceUnreachable)
        await services.transport.close()
        let nameless = try LiveServices("endpoints: {s: {url: 'http://s.test/a'}}")
        #expect(await nameless.call("s").code == .serviceUnreachable)
        await nameless.transport.close()
        #expect(await nameless.call("s").code == .serviceUnreachable)
    }

    @Test func `the next address is tried where there is no connection`() async throws {
        let watched = try await ProviderServer(.answer(200, "{}"))
        let services = try LiveServices(
            "endpoints: {s: {url: 'http://s.test:\(watched.port)/a', addresses: [127.0.0.0/8]}}",
            names: ["s.test": [["127.0.0.9", "127.0.0.1"]]])
        #expect(await services.call("s").code == nil)
        await services.transport.close()
        await watched.close()
    }

    @Test func `no more calls of an endpoint are under way than it allows`() async throws {
        let gate = Gate()
        let server = try await ProviderServer(.late(gate, "{}"))
        let services = try services(server.port, "calls: 2, timeout: 60s")
        async let first = services.call("s").code
        async let second = services.call("s").code
        await server.received(2)
        #expect(await services.call("s").code == .overloaded)
        gate.open()
        gate.open()
        #expect(await [first, second] == [nil, nil])
        gate.open()
        #expect(await services.call("s").code == nil)
        await services.transport.close()
        await server.close()
    }

    @Test func `a call is sent as the template has it, with its secret and nothing besides`() async throws {
        let server = try await ProviderServer(.answer(200, "{}"))
        let services = try LiveServices(
            """
            endpoints:
              s:
                url: http://s.test:\(server.port)/search?v=1
                method: POST
                addresses: [127.0.0.1]
                parameters: {q: {type: string}}
                body: {q: "{q}"}
                headers: {authorization: {env: KEY, prefix: "Bearer "}, x-team: red}
            """, names: ["s.test": [["127.0.0.1"]]],
            environment: ["KEY": "hunter2", "http_proxy": "http://127.0.0.1:1"])
        #expect(await services.call("s", ["q": .string("a\"b")]).code == nil)
        let arrival = try #require(server.arrivals.first)
        #expect(arrival.head.uri == "/search?v=1")
        #expect(arrival.head.method == .POST)
        #expect(arrival.body == #"{"q":"a\"b"}"#)
        let headers = Dictionary(arrival.head.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
        #expect(headers["authorization"] == "Bearer hunter2")
        #expect(headers["x-team"] == "red")
        #expect(headers["accept-encoding"] == "identity")
        #expect(headers["content-type"] == "application/json")
        #expect(headers["host"] == "s.test:\(server.port)")
        #expect(headers["cookie"] == nil)
        await services.transport.close()
        await server.close()
    }

    @Test func `the system's names are asked, and loopback stays refused`() async throws {
        let resolver = SystemNameResolver()
        #expect(try await resolver.addresses(of: "localhost").contains { $0 == "127.0.0.1" || $0 == "::1" })
        #expect(try await resolver.addresses(of: "name.invalid") == [])
        let task = Task { try await resolver.addresses(of: "cancelled.invalid") }
        task.cancel()
        #expect(try await task.value == [])
    }

    @Test func `an error never holds a secret or a value`() async throws {
        let server = try await ProviderServer(.answer(404, "hunter2"))
        let services = try LiveServices(
            "endpoints: {s: {url: 'http://s.test:\(server.port)/{q}', parameters: {q: {type: string}}, addresses: [127.0.0.1], headers: {x-a: {env: KEY}}}}",
            names: ["s.test": [["127.0.0.1"]]], environment: ["KEY": "hunter2"])
        for value in ["private", "..", "pri/vate"] {
            guard case .failure(let error) = await services.call("s", ["q": .string(value)]) else {
                Issue.record("\(value) was answered")
                continue
            }
            #expect(!"\(error)".contains("hunter2"))
            #expect(!"\(error)".contains("private"))
        }
        #expect(!"\(services.tool)".contains("hunter2"))
        await services.transport.close()
        await server.close()
    }
}
