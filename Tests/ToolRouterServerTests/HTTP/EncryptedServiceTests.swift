import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOSSL
import Testing
import ToolRouter
import ToolRouterServer

/// A service with a certificate.
@Suite(
    .timeLimit(.minutes(20)),
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "needs Debian's openssl"))
struct EncryptedServiceTests {
    /// A certificate of this machine that it has signed itself.
    private final class Certificate {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        var settings: HTTPTLSSettings {
            HTTPTLSSettings(
                certificate: folder.appending(path: "cert.pem").path, key: folder.appending(path: "key.pem").path)
        }

        init() throws {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let openssl = Process()
            openssl.executableURL = URL(filePath: "/usr/bin/openssl")
            openssl.arguments = [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-out", settings.certificate,
                "-keyout", settings.key,
            ]
            openssl.standardError = FileHandle.nullDevice
            try openssl.run()
            openssl.waitUntilExit()
        }

        deinit {
            try? FileManager.default.removeItem(at: folder)
        }
    }

    private func ask(_ port: Int, trusting certificate: String, _ change: (inout TLSConfiguration) -> Void = { _ in })
        async throws -> String
    {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(certificate))
        change(&tls)
        var settings = HTTPClient.Configuration()
        settings.tlsConfiguration = tls
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
        let answer: Result<String, any Error>
        do {
            let response = try await client.execute(
                HTTPClientRequest(url: "https://127.0.0.1:\(port)/a"), timeout: .seconds(600))
            answer = .success(String(buffer: try await response.body.collect(upTo: 1_000)))
        } catch {
            answer = .failure(error)
        }
        try await client.shutdown()
        return try answer.get()
    }

    @Test func `it is served by its certificate, from TLS 1.2 on`() async throws {
        let certificate = try Certificate()
        try await ServedHTTP.run(tls: certificate.settings, reply: { .echo($0) }) { served in
            for version in [TLSVersion.tlsv12, .tlsv13] {
                let answer = try await ask(served.port, trusting: certificate.settings.certificate) { tls in
                    (tls.minimumTLSVersion, tls.maximumTLSVersion) = (version, version)
                }
                #expect(answer == "GET /a - ")
            }
            await #expect(throws: (any Error).self) {
                _ = try await ask(served.port, trusting: certificate.settings.certificate) { tls in
                    (tls.minimumTLSVersion, tls.maximumTLSVersion) = (.tlsv1, .tlsv11)
                }
            }
        }
    }

    @Test func `who shakes no hands is closed, and who speaks plainly gets nothing`() async throws {
        let certificate = try Certificate()
        try await ServedHTTP.run(
            { $0.headerTime = .milliseconds(100) }, tls: certificate.settings, reply: { .echo($0) }
        ) { served in
            let silent = try RawClient(port: served.port)
            #expect(await silent.ends())
            let plain = try RawClient(port: served.port)
            plain.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n")
            #expect(await plain.reply() == nil)
        }
    }

    @Test func `a key of another certificate is named`() async throws {
        let (certificate, other) = (try Certificate(), try Certificate())
        var settings = HTTPSettings()
        settings.port = 0
        settings.tls = HTTPTLSSettings(certificate: certificate.settings.certificate, key: other.settings.key)
        let service = HTTPService(settings, responder: Nobody(), logger: .init(label: "test")) { "r" }
        let fault = try #require(await #expect(throws: HTTPFault.self) { try await service.run() })
        #expect(fault.detail.contains(other.settings.key))
    }

    private struct Nobody: HTTPResponder {
        func reply(to call: HTTPCall) async -> HTTPReply { .text("") }
    }
}
