package import NIOCore

extension SocketAddress {
    /// Host and port as they stand in a URL: `127.0.0.1:8080`, `[::1]:8080`.
    package var hostAndPort: String {
        let host = ipAddress ?? "localhost"
        return (host.contains(":") ? "[\(host)]" : host) + (port.map { ":\($0)" } ?? "")
    }
}
