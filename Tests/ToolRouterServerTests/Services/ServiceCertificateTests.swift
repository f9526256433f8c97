import Foundation
import NIOSSL
import Testing
import ToolRouter

@testable import ToolRouterServer

/// Services with certificates: the connection goes to an address, and the certificate must be that of the name.
@Suite(
    .timeLimit(.minutes(20)),
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "needs Debian's openssl"))
struct ServiceCertificateTests {
    /// Calls a service whose certificate is that of `name`, as `s.test`, trusting that certificate or those of the system.
    private func call(certificateOf name: String, isTrusted: Bool = true) async throws -> Result<
        ResponseBody, RouterError
    > {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let settings = HTTPTLSSettings(
            certificate: folder.appending(path: "cert.pem").path, key: folder.appending(path: "key.pem").path)
        let openssl = Process()
        openssl.executableURL = URL(filePath: "/usr/bin/openssl")
        openssl.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-out", settings.certificate,
            "-keyout", settings.key,
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        var tls = TLSConfiguration.makeClientConfiguration()
        if isTrusted { tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(settings.certificate)) }
        var result: Result<ResponseBody, RouterError>?
        try await ServedHTTP.run(tls: settings, reply: { .echo($0) }) { served in
            let services = try LiveServices(
                """
                endpoints:
                  s: {url: 'https://s.test:\(served.port)/a', addresses: [127.0.0.1], content_types: [text/plain]}
                """, names: ["s.test": [["127.0.0.1"]]], tls: tls)
            result = await services.call("s")
            await services.transport.close()
        }
        return try #require(result)
    }

    @Test func `the certificate of the name is taken at the address`() async throws {
        #expect(try await call(certificateOf: "s.test").get().text.hasPrefix("GET /a"))
    }

    @Test func `the certificate of another name is not`() async throws {
        #expect(try await call(certificateOf: "other.test").code == .serviceUnreachable)
    }

    @Test func `a certificate that nobody trusts is not`() async throws {
        #expect(try await call(certificateOf: "s.test", isTrusted: false).code == .serviceUnreachable)
    }
}
