import NIOHTTP1
import Testing
import ToolRouter

@testable import ToolRouterServer

/// By which names those without a key may call a service.
@Suite struct KnownHostTests {
    /// A request's headers, and whether they are those of somebody who knows the service.
    struct Row: CustomTestStringConvertible, Sendable {
        let host: String?
        let origin: String?
        let isKnown: Bool

        init(_ host: String?, _ origin: String?, _ isKnown: Bool) {
            (self.host, self.origin, self.isKnown) = (host, origin, isKnown)
        }

        init(_ host: String?, _ isKnown: Bool) {
            self.init(host, nil, isKnown)
        }

        var testDescription: String { "\(host ?? "none"), from \(origin ?? "none")" }
    }

    @Test(arguments: [
        Row(nil, true), Row("127.0.0.1:8080", true), Row("192.0.2.7", true), Row("[::1]:8080", true),
        Row("[::1]", true), Row("localhost", true), Row("LocalHost:8080", true), Row("localhost.", true),
        Row("router.example.org:1", true), Row("inside", true), Row("evil.example", false),
        Row("evil.example:8080", false), Row("", false),
        Row("127.0.0.1.evil.example", false), Row("localhost:evil", false), Row("a:b:c", false),
        Row("localhost:8080", "http://localhost:8080", true), Row("localhost", "http://localhost:80", true),
        Row("localhost:443", "https://LOCALHOST", true), Row("localhost:8080", "http://localhost:9090", false),
        Row("localhost:8080", "http://evil.example", false), Row("localhost", "null", false),
        Row(nil, "http://evil.example", false),
    ])
    func `who does not know the service by name is refused`(row: Row) {
        var settings = HTTPSettings()
        settings.host = "inside"
        settings.hosts = ["Router.example.org"]
        var headers = HTTPHeaders()
        if let host = row.host { headers.add(name: "Host", value: host) }
        if let origin = row.origin { headers.add(name: "Origin", value: origin) }
        var code: ErrorCode?
        do throws(RouterError) {
            try KnownHosts(settings).check(headers)
        } catch {
            code = error.code
        }
        #expect(code == (row.isKnown ? nil : .forbidden))
    }
}
