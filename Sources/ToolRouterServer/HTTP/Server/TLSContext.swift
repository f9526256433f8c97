import NIOSSL

/// How connections are encrypted: TLS 1.2 or newer, by the certificate of the settings.
enum TLSContext {
    /// Reads the certificate and its key.
    static func make(_ settings: HTTPTLSSettings) throws -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(settings.certificate)
            let key = try NIOSSLPrivateKey(file: settings.key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw HTTPFault(
                detail: "the certificate \(settings.certificate) and the key \(settings.key) can't be used: \(error)",
                remedy: "name a chain of certificates in PEM, the server's own first, and the key of that one")
        }
    }
}
