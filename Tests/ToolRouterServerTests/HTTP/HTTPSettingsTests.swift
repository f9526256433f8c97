import Foundation
import Testing
import ToolRouterFormats
import ToolRouterServer

/// The section `http:`.
@Suite struct HTTPSettingsTests {
    private func read(_ yaml: String) throws -> HTTPSettings {
        try HTTPSettings(
            try ConfigurationNode(yaml: yaml, file: "server.yaml"),
            in: ConfigurationFolder(URL(filePath: "/etc"), called: "the configuration's folder"))
    }

    @Test func `everything that can be said is read`() throws {
        var expected = HTTPSettings()
        expected.host = "::1"
        expected.hosts = ["router.example.org"]
        expected.origins = ["https://chat.example.org", "http://localhost:3000"]
        expected.port = 0
        expected.loops = 3
        expected.trustedProxies = ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7"]
        expected.limits.bodyBytes = 1
        expected.limits.headerBytes = 2_048
        expected.limits.headerTime = .milliseconds(1_500)
        expected.limits.bodyTime = .seconds(3)
        expected.limits.idleTime = .seconds(4)
        expected.limits.writeTime = .seconds(5)
        expected.limits.connections = 6
        expected.limits.connectionsPerAddress = 7
        expected.limits.requests = 8
        expected.limits.requestsPerConnection = 9
        let settings = try read(
            """
            host: "::1"
            hosts: [router.example.org]
            origins: ["https://chat.example.org", "http://localhost:3000"]
            port: 0
            loops: 3
            trusted_proxies: [10.0.0.0/8, "2001:db8::/32", 192.0.2.7]
            limits:
              body_bytes: 1
              header_bytes: 2048
              header_time: 1500ms
              body_time: 3s
              idle_time: 4s
              write_time: 5s
              connections: 6
              connections_per_address: 7
              requests: 8
              requests_per_connection: 9
            """)
        #expect(settings == expected)
    }

    @Test(arguments: [
        ("an unknown key", "prot: 80", "prot"), ("an unknown limit", "limits: {body: 1}", "limits.body"),
        ("a port beyond all", "port: 65536", "port"), ("no loops", "loops: 0", "loops"),
        ("an empty host", "host: \"\"", "host"), ("no hosts", "hosts: []", "hosts"),
        ("no origins", "origins: []", "origins"), ("an origin without a scheme", "origins: [a.example]", "origins[0]"),
        ("an origin with a path", "origins: [\"https://a.example/\"]", "origins[0]"),
        ("an origin in capitals", "origins: [\"https://A.example\"]", "origins[0]"),
        ("no origin", "origins: [\"https://\"]", "origins[0]"),
        ("a host with a port", "hosts: [\"a.example:80\"]", "hosts[0]"),
        ("a certificate that is missing", "tls: {certificate: /no, key: /no}", "tls.certificate"),
        ("a certificate without a key", "tls: {certificate: /etc/passwd}", "tls.key"),
        ("no bytes", "limits: {body_bytes: 0}", "limits.body_bytes"),
        ("no time", "limits: {idle_time: 0s}", "limits.idle_time"),
        ("no proxies", "trusted_proxies: []", "trusted_proxies"),
        ("a proxy twice", "trusted_proxies: [10.0.0.1, 10.0.0.1]", "trusted_proxies[1]"),
        ("a proxy by name", "trusted_proxies: [localhost]", "trusted_proxies[0]"),
        ("a proxy with a port", "trusted_proxies: [\"10.0.0.1:80\"]", "trusted_proxies[0]"),
        ("a network of 33 bits", "trusted_proxies: [10.0.0.0/33]", "trusted_proxies[0]"),
        ("a network of no bits written oddly", "trusted_proxies: [10.0.0.0/+8]", "trusted_proxies[0]"),
        ("an address with a leading zero", "trusted_proxies: [10.0.0.010]", "trusted_proxies[0]"),
    ])
    func `what is wrong is named`(row: (name: String, yaml: String, field: String)) throws {
        let fault = try #require(throws: FileError.self) { try read(row.yaml) }
        #expect(fault.reason.field == row.field, "\(fault)")
        #expect(fault.line == 1)
    }
}
