import AsyncHTTPClient
import Foundation
import NIOCore
import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterTools

@testable import ToolRouterServer

/// A port listens on all addresses of this machine. One of them, 127.0.0.2, belongs to a service that may be called; whatever a
/// configuration, a plan, a name server or the service itself tries, no connection is made to another one.
@Suite struct ServerSideRequestForgeryTests {
    private static let listed = "127.0.0.2"

    /// What is tried.
    struct Attack: CustomTestStringConvertible, Sendable {
        enum Way: Sendable {
            /// A configuration with this URL, in which `PORT` is the watched port.
            case url(String)
            /// A plan with this value for the segment and for the query.
            case value(String)
            /// A plan of these arguments.
            case plan([String: PlanArgument])
            /// A name with these addresses, look-up after look-up.
            case name([[String]])
            /// The service answers so, with `PORT` for the watched port.
            case redirect(String)
        }

        let name: String
        let way: Way

        var testDescription: String { name }

        init(_ name: String, _ way: Way) {
            (self.name, self.way) = (name, way)
        }
    }

    static let attacks: [Attack] = [
        // Hosts in other clothes
        Attack("an unlisted address", .url("http://127.0.0.1:PORT/")), Attack("octal", .url("http://0177.0.0.1:PORT/")),
        Attack("one number", .url("http://2130706433:PORT/")), Attack("hexadecimal", .url("http://0x7f000001:PORT/")),
        Attack("hexadecimal parts", .url("http://0x7f.0.0.0x1:PORT/")), Attack("two parts", .url("http://127.1:PORT/")),
        Attack("zero", .url("http://0:PORT/")), Attack("unspecified", .url("http://0.0.0.0:PORT/")),
        Attack("IPv6 loopback", .url("http://[::1]:PORT/")),
        Attack("IPv6-mapped", .url("http://[::ffff:127.0.0.1]:PORT/")),
        Attack("IPv6-mapped in hexadecimal", .url("http://[::ffff:7f00:1]:PORT/")),
        Attack("IPv6 unspecified", .url("http://[::]:PORT/")),
        Attack("a zone", .url("http://[fe80::1%25lo]:PORT/")), Attack("localhost", .url("http://localhost:PORT/")),
        Attack("a full stop of another script", .url("http://127。0。0。1:PORT/")),
        Attack("digits in circles", .url("http://①②⑦.⓪.⓪.①:PORT/")),
        Attack("an encoded dot", .url("http://127%2e0.0.1:PORT/")),
        Attack("a trailing dot", .url("http://localhost.:PORT/")),
        // URLs read in two ways
        Attack("a user that looks like a host", .url("http://service.test@127.0.0.1:PORT/")),
        Attack("a password", .url("http://a:b@127.0.0.1:PORT/")),
        Attack("a fragment before the user", .url("http://127.0.0.1:PORT#@service.test/")),
        Attack("a backslash", .url("http://127.0.0.1:PORT\\\\@service.test/")),
        Attack("a line break in the host", .url("http://service.test\\r\\nhost: 127.0.0.1:PORT/")),
        Attack("a parameter as host", .url("http://{segment}:PORT/")),
        Attack("a file", .url("file:///etc/passwd")), Attack("gopher", .url("gopher://127.0.0.1:PORT/_GET")),
        Attack("a dictionary", .url("dict://127.0.0.1:PORT/")), Attack("a socket", .url("http+unix://%2Ftmp%2Fs/")),
        // Values
        Attack("upwards", .value("../../admin")), Attack("upwards, encoded", .value("%2e%2e%2fadmin")),
        Attack("upwards, encoded twice", .value("%252e%252e%252fadmin")), Attack("dots alone", .value("..")),
        Attack("another host", .value("@127.0.0.1:1/")), Attack("an address", .value("http://127.0.0.1/")),
        Attack("a fragment", .value("#@127.0.0.1")), Attack("a query", .value("?url=http://127.0.0.1/")),
        Attack("one more header", .value("x\r\nHost: 127.0.0.1\r\n\r\nGET / HTTP/1.1")),
        Attack("one more header, encoded", .value("x%0d%0aHost:%20127.0.0.1")),
        Attack("a NUL", .value("x\u{0}.127.0.0.1")), Attack("a NUL, encoded", .value("x%00")),
        Attack("a full stop of another script", .value("。。")),
        Attack("a slash of another script", .value("∕∕127.0.0.1")),
        Attack("a letter that looks like another", .value("ѕervice")), Attack("braces", .value("{query}")),
        Attack("a long value", .value(String(repeating: "a", count: 100_000))),
        Attack("a long value that fits", .value(String(repeating: "/..", count: 60))),
        Attack("a backslash", .value("..\\..\\admin")), Attack("a semicolon", .value("x;@127.0.0.1")),
        // Plans
        Attack(
            "a plan with a URL",
            .plan(["endpoint": .string("service"), "url": .string("http://127.0.0.1/")])),
        Attack("an endpoint that is a URL", .plan(["endpoint": .string("http://127.0.0.1/")])),
        Attack(
            "a parameter that nobody declared",
            .plan(["endpoint": .string("service"), "parameters": .object(["host": .string("127.0.0.1")])])),
        Attack(
            "a list in place of a text",
            .plan(["endpoint": .string("service"), "parameters": .object(["segment": .list([.string("..")])])])),
        // Names
        Attack("a name of loopback", .name([["127.0.0.1"]])), Attack("a name of IPv6 loopback", .name([["::1"]])),
        Attack("a name of nothing", .name([["0.0.0.0"]])), Attack("a name of IPv6 nothing", .name([["::"]])),
        Attack("a name of a mapped address", .name([["::ffff:127.0.0.1"]])),
        Attack("a name of a translated address", .name([["64:ff9b::7f00:1"]])),
        Attack("a name of a cloud's metadata", .name([["169.254.169.254"]])),
        Attack("a name of an address with a zone", .name([["fe80::1%lo"]])),
        Attack("a name of two addresses", .name([["127.0.0.2", "127.0.0.1"]])),
        Attack("a name of two addresses, the other way round", .name([["::1", "127.0.0.2"]])),
        Attack("a name that is bound anew", .name([["127.0.0.2"], ["127.0.0.1"]])),
        Attack("a name that is bound anew and back", .name([["127.0.0.2"], ["::1"], ["127.0.0.2"]])),
        Attack("a name without an address", .name([[]])),
        // Redirects
        Attack("a redirect", .redirect("302 Found\r\nlocation: http://127.0.0.1:PORT/")),
        Attack("a lasting redirect", .redirect("301 Moved\r\nlocation: http://127.0.0.1:PORT/")),
        Attack("a redirect of the method", .redirect("307 Temporary\r\nlocation: http://[::1]:PORT/")),
        Attack("a permanent one", .redirect("308 Permanent\r\nlocation: //127.0.0.1:PORT/")),
        Attack("a redirect to see other", .redirect("303 See Other\r\nlocation: http://localhost:PORT/")),
        Attack("a refresh", .redirect("200 OK\r\nrefresh: 0; url=http://127.0.0.1:PORT/")),
        Attack("another authority", .redirect("200 OK\r\nalt-svc: h2=\"127.0.0.1:PORT\"\r\nset-cookie: a=b")),
    ]

    @Test func `there are at least 40 attacks`() {
        #expect(Self.attacks.count >= 40)
    }

    private static func section(_ url: String, addresses: String = "addresses: [\(listed)],") -> String {
        """
        endpoints:
          service:
            {url: "\(url)", \(addresses) timeout: 3s,
             parameters: {segment: {type: string, longest: 200, default: s}, query: {type: string, longest: 200, default: q}}}
        """
    }

    private static let template = "http://service.test:PORT/v1/{segment}/now?q={query}"

    @Test(arguments: attacks)
    func `no connection is made to an address that is not listed`(_ attack: Attack) async throws {
        let redirect = if case .redirect(let head) = attack.way { head } else { nil as String? }
        let watched = try await WatchedPort { _, port in
            guard let redirect else { return WatchedPort.reply("{}") }
            let lines = redirect.replacing("PORT", with: "\(port)").split(separator: "\r\n", maxSplits: 1)
            return WatchedPort.reply(
                "{}", status: String(lines[0]), headers: "content-type: application/json\r\n\(lines[1])\r\n")
        }
        let own = Self.section(Self.template.replacing("PORT", with: "\(watched.port)"))
        var codes: [ErrorCode?] = []
        switch attack.way {
        case .url(let url):
            let yaml = Self.section(url.replacing("PORT", with: "\(watched.port)") + "{segment}?q={query}")
            // Most are refused as they are read.
            if let services = try? LiveServices(yaml, names: ["localhost": [["127.0.0.1", "::1"]]]) {
                codes.append(await services.call("service").code)
                await services.transport.close()
            }
            #expect(codes.allSatisfy { $0 == .addressDenied })
        case .value(let value):
            let services = try LiveServices(own, names: ["service.test": [[Self.listed]]])
            for name in ["segment", "query"] {
                codes.append(await services.call("service", [name: .string(value)]).code)
            }
            await services.transport.close()
            #expect(codes.allSatisfy { $0 == nil || $0 == .argumentInvalid }, "\(codes)")
        case .plan(let arguments):
            let services = try LiveServices(own, names: ["service.test": [[Self.listed]]])
            let code = await services.run(Plan(tool: "rest", arguments: arguments)).code
            await services.transport.close()
            #expect(code == .argumentInvalid || code == .endpointUnknown)
        case .name(let lists):
            let services = try LiveServices(own, names: ["service.test": lists])
            for _ in lists { codes.append(await services.call("service").code) }
            await services.transport.close()
            #expect(zip(codes, lists).allSatisfy { $1 == [Self.listed] ? $0 == nil : $0 != nil }, "\(codes)")
        case .redirect:
            let services = try LiveServices(own, names: ["service.test": [[Self.listed]]])
            let code = await services.call("service").code
            await services.transport.close()
            #expect(code == (redirect?.hasPrefix("200") == true ? nil : .serviceRedirected))
            #expect(watched.visits.count == 1)
        }
        for visit in watched.visits {
            #expect(visit.address == Self.listed)
            // One request a connection, to the template's path, of the template's host.
            let lines = visit.text.split(separator: "\r\n", omittingEmptySubsequences: false)
            #expect(lines[0].hasPrefix("GET /v1/") && lines[0].hasSuffix(" HTTP/1.1"))
            #expect(lines[0].contains("/now?q=") && lines[0].split(separator: " ").count == 3)
            #expect(visit.text.lowercased().contains("host: service.test:\(watched.port)"))
            #expect(visit.text.components(separatedBy: "HTTP/1.1").count == 2)
        }
        await watched.close()
    }

    @Test func `a call of a listed address goes through`() async throws {
        let watched = try await WatchedPort()
        let services = try LiveServices(
            Self.section(Self.template.replacing("PORT", with: "\(watched.port)")),
            names: ["service.test": [[Self.listed]]])
        let body = try await services.call("service", ["segment": .string("a b")]).get()
        #expect(body.text == "{}")
        #expect(watched.visits.map(\.address) == [Self.listed])
        #expect(watched.visits[0].text.hasPrefix("GET /v1/a%20b/now?q=q HTTP/1.1\r\n"))
        await services.transport.close()
        await watched.close()
    }

    /// The watch sees connections to the other addresses: where they are listed, they are made.
    @Test(arguments: ["127.0.0.1", "::1"])
    func `the watched port sees connections to other addresses`(address: String) async throws {
        let watched = try await WatchedPort()
        let services = try LiveServices(
            Self.section(
                Self.template.replacing("PORT", with: "\(watched.port)"), addresses: "addresses: ['\(address)'],"),
            names: ["service.test": [[address]]])
        #expect(await services.call("service").code == nil)
        #expect(watched.visits.map(\.address) == [address])
        await services.transport.close()
        await watched.close()
    }

    /// Where the look at addresses before the connection had been passed by, the one behind it ends the call: no byte is sent.
    @Test func `the other end of a connection is looked at before anything is sent`() async throws {
        let watched = try await WatchedPort()
        let clients = ServiceClients(tls: nil)
        let key = ServiceClients.Key(name: "service.test", address: "127.0.0.1", policy: AddressPolicy())
        let error = await clients.with(key) { client -> (any Error)? in
            do {
                _ = try await client.execute(
                    .init(url: "http://service.test:\(watched.port)/"), timeout: .seconds(3))
                return nil
            } catch {
                return error
            }
        }
        #expect((error ?? nil) is ServiceClients.PeerDenied)
        #expect(watched.visits.allSatisfy { $0.text.isEmpty })
        await clients.close()
        await watched.close()
    }
}
