import ToolRouterFormats

/// By which certificate connections are encrypted: TLS 1.2 or newer.
package struct HTTPTLSSettings: Hashable, Sendable {
    /// The absolute path of the certificates in PEM, the server's own first.
    package var certificate: String
    /// The absolute path of the private key in PEM.
    package var key: String

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// Reads the mapping `tls`; both paths start at `folder`.
    init(_ node: ConfigurationNode, in folder: ConfigurationFolder) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["certificate", "key"])
        certificate = try folder.file(
            try section.required("certificate", "a file of certificates in PEM"), "a .pem file of certificates")
        key = try folder.file(try section.required("key", "the file of its private key in PEM"), "a .pem file of a key")
    }
}
