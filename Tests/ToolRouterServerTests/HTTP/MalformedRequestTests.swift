import Testing
import ToolRouterServer

/// Requests that are none, and shapes that two readers of HTTP could take for different requests.
@Suite(.timeLimit(.minutes(20))) struct MalformedRequestTests {
    struct Row: CustomTestStringConvertible {
        let name: String
        let bytes: String
        let status: Int
        let code: String
        var isHalfClosed = false
        var testDescription: String { name }

        init(_ name: String, _ bytes: String, _ status: Int, _ code: String, isHalfClosed: Bool = false) {
            (self.name, self.bytes, self.status, self.code) = (name, bytes, status, code)
            self.isHalfClosed = isHalfClosed
        }
    }

    private static let long = String(repeating: "a", count: 20_000)
    private static let fields = (0..<101).map { "x-\($0): 1\r\n" }.joined()

    static let rows = [
        Row("no HTTP at all", "hello\r\n\r\n", 400, "malformed_request"),
        Row("TLS to a plain port", "\u{16}\u{3}\u{1}\u{0}\u{1}\u{0}\r\n\r\n", 400, "malformed_request"),
        Row("a preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "malformed_request"),
        Row("a version of the future", "GET / HTTP/3.0\r\nhost: a\r\n\r\n", 400, "malformed_request"),
        Row("no version", "GET /\r\nhost: a\r\n\r\n", 400, "malformed_request"),
        Row("a method of nobody", "FETCH / HTTP/1.1\r\nhost: a\r\n\r\n", 400, "malformed_request"),
        Row("a target with a blank", "GET /a b HTTP/1.1\r\nhost: a\r\n\r\n", 400, "malformed_request"),
        Row("no host", "GET / HTTP/1.1\r\n\r\n", 400, "malformed_request"),
        Row("two hosts", "GET / HTTP/1.1\r\nhost: a\r\nHost: b\r\n\r\n", 400, "malformed_request"),
        Row("a header without a colon", "GET / HTTP/1.1\r\nhost: a\r\nnonsense\r\n\r\n", 400, "malformed_request"),
        Row("a blank before the colon", "GET / HTTP/1.1\r\nhost : a\r\n\r\n", 400, "malformed_request"),
        Row("a header without a name", "GET / HTTP/1.1\r\nhost: a\r\n: b\r\n\r\n", 400, "malformed_request"),
        Row("a NUL in a header", "GET / HTTP/1.1\r\nhost: a\r\nx: \0\r\n\r\n", 400, "malformed_request"),
        Row("a folded header", "GET / HTTP/1.1\r\nhost: a\r\nx: 1\r\n 2\r\n\r\n", 400, "malformed_request"),
        Row("a bare CR in a header", "GET / HTTP/1.1\r\nhost: a\r\nx: 1\r2\r\n\r\n", 400, "malformed_request"),
        Row(
            "a length and chunks",
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 400,
            "malformed_request"),
        Row(
            "chunks and a length",
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n", 400,
            "malformed_request"),
        Row(
            "two lengths", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", 400,
            "malformed_request"),
        Row(
            "two equal lengths", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\na", 400,
            "malformed_request"),
        Row(
            "a list of lengths", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1, 1\r\n\r\na", 400,
            "malformed_request"),
        Row("a signed length", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: +1\r\n\r\na", 400, "malformed_request"),
        Row("a negative length", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n", 400, "malformed_request"),
        Row(
            "a length beyond 64 bits", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999999999999\r\n\r\n",
            400, "malformed_request"),
        Row(
            "an encoding nobody knows",
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, rot13\r\n\r\n0\r\n\r\n", 400,
            "malformed_request"),
        Row(
            "chunked twice", "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400,
            "malformed_request"),
        Row(
            "a chunk without a size", "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n", 400,
            "malformed_request"),
        Row(
            "a chunk beyond 64 bits",
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 400,
            "malformed_request"),
        Row(
            "a chunk longer than its size",
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n", 400,
            "malformed_request"),
        Row(
            "an expectation of something else", "POST / HTTP/1.1\r\nhost: a\r\nexpect: tea\r\n\r\n", 400,
            "malformed_request"),
        Row("an end in the headers", "GET / HTTP/1.1\r\nhost: a\r\n", 400, "malformed_request", isHalfClosed: true),
        Row(
            "an end in the body", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nab", 400,
            "malformed_request", isHalfClosed: true),
        Row("a long target", "GET /\(long) HTTP/1.1\r\nhost: a\r\n\r\n", 431, "headers_too_large"),
        Row("a long header", "GET / HTTP/1.1\r\nhost: a\r\nx: \(long)\r\n\r\n", 431, "headers_too_large"),
        Row("many headers", "GET / HTTP/1.1\r\nhost: a\r\n\(fields)\r\n", 431, "headers_too_large"),
        Row(
            "a long body", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1001\r\n\r\n", 413, "body_too_large"),
        Row(
            "a long body that asks first",
            "POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 1001\r\n\r\n", 413,
            "body_too_large"),
        Row(
            "a long body in chunks",
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n400\r\n\(long)", 413, "body_too_large"),
        Row(
            "long trailers",
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: \(long)\r\n\r\n", 431,
            "headers_too_large"),
    ]

    @Test(arguments: rows)
    func `it is refused with a problem document, and the connection ends`(row: Row) async throws {
        try await ServedHTTP.run { limits in
            limits.bodyBytes = 1_000
        } reply: { _ in
            Issue.record("it was taken for a request")
            return .text("")
        } _: { served in
            let client = try RawClient(port: served.port)
            client.send(row.bytes)
            if row.isHalfClosed { client.finishSending() }
            let reply = try #require(await client.reply())
            #expect(reply.status == row.status)
            #expect(reply.code == row.code)
            #expect(reply["content-type"] == "application/problem+json")
            #expect(reply["connection"] == "close")
            #expect(reply["x-request-id"] == "r-1")
            #expect(await client.ends())
            #expect(served.service.tally.refusedRequests.values.reduce(0, +) == 1)
        }
    }

    @Test func `what follows a refused request is never one of its own`() async throws {
        try await ServedHTTP.run { _ in
            Issue.record("it was taken for a request")
            return .text("")
        } _: { served in
            let client = try RawClient(port: served.port)
            client.send(
                """
                POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n\
                GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n
                """)
            #expect(await client.reply()?.status == 400)
            #expect(await client.ends())
        }
    }
}
