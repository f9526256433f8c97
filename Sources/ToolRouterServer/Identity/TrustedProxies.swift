package import NIOHTTP1
package import ToolRouterFormats

/// The proxies whose word on the client's address counts.
package struct TrustedProxies: Hashable, Sendable {
    /// None.
    package init() {}

    /// Reads the list of networks that `http.trusted_proxies` is: `[10.0.0.0/8, fd00::/8, 192.0.2.7]`.
    package init(_ node: ConfigurationNode) throws(FileError) {
        fatalError("\(node)")
    }

    /// The address that a request with these headers comes from, whose connection comes from `peer`.
    package func client(peer: String, headers: HTTPHeaders) -> String {
        fatalError("\(peer) \(headers)")
    }
}
