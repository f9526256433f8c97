package import ToolRouterFormats

/// Where a service listens and what it bears: what the section `http:` of a server's configuration says.
package struct HTTPSettings: Hashable, Sendable {
    /// The address to listen at, or a name for one; this machine alone unless it is said otherwise.
    package var host = "127.0.0.1"
    /// Names, without ports, by which those without a key may call it, besides addresses, `localhost` and `host`.
    package var hosts: [String] = []
    /// Origins of pages (`https://router.example.org`) that are taken for the service's own: as browsers see it behind a proxy that
    /// calls it by another name. No header of CORS is ever sent.
    package var origins: [String] = []
    /// The port; 0 takes a free one.
    package var port = 8_080
    /// The event loops, each of them a thread; nil takes as many as there are processors.
    package var loops: Int?
    /// The certificate, where connections are encrypted; nil where they are not.
    package var tls: HTTPTLSSettings?
    /// What a client may do and send.
    package var limits = HTTPLimits()
    /// The networks (`10.0.0.0/8`) and addresses of proxies that may say for whom they ask; empty trusts nobody.
    package var trustedProxies: [String] = []

    package init() {}
}

extension HTTPSettings {
    private static let keys = ["host", "hosts", "origins", "port", "loops", "tls", "limits", "trusted_proxies"]
    /// The most names.
    private static let maximumHosts = 100
    /// The most origins.
    private static let maximumOrigins = 100
    /// The most networks of proxies.
    private static let maximumProxies = 100

    /// Reads the section; paths of files start at `folder`.
    package init(_ node: ConfigurationNode, in folder: ConfigurationFolder) throws(FileError) {
        let section = try ConfigurationSection(node, keys: Self.keys)
        if let host = section["host"] { self.host = try host.name("an address or the name of a host", longest: 253) }
        if let hosts = section["hosts"] { self.hosts = try Self.hosts(hosts) }
        if let origins = section["origins"] { self.origins = try Self.origins(origins) }
        if let port = try section.integer("port", in: 0...65_535) { self.port = port }
        loops = try section.integer("loops", in: 1...256)
        if let tls = section["tls"] { self.tls = try HTTPTLSSettings(tls, in: folder) }
        if let limits = section["limits"] { self.limits = try HTTPLimits(limits) }
        if let proxies = section["trusted_proxies"] {
            let elements = try proxies.someElements("a list of networks such as 10.0.0.0/8")
            guard elements.count <= Self.maximumProxies else {
                throw proxies.fault(
                    found: "\(elements.count) networks", expected: "at most \(Self.maximumProxies)",
                    remedy: "join networks that lie side by side")
            }
            trustedProxies = try elements.distinct(NetworkText.read)
        }
    }

    private static func origins(_ node: ConfigurationNode) throws(FileError) -> [String] {
        let expected = "an origin such as https://chat.example.org"
        let elements = try node.someElements("a list of origins")
        guard elements.count <= maximumOrigins else {
            throw node.fault(
                found: "\(elements.count) origins", expected: "at most \(maximumOrigins)", remedy: "remove some")
        }
        return try elements.distinct { element throws(FileError) in
            let origin = try element.name(expected, longest: 280)
            // As browsers write it (RFC 6454, section 6.2): they are compared byte by byte.
            guard let scheme = ["http://", "https://"].first(where: origin.hasPrefix), origin != scheme,
                origin.dropFirst(scheme.count).utf8.allSatisfy({
                    HostName.isByte($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]")
                }), origin == origin.lowercased()
            else {
                throw element.fault(
                    expected: expected, remedy: "write scheme, host and port in small letters, without a path")
            }
            return origin
        }
    }

    private static func hosts(_ node: ConfigurationNode) throws(FileError) -> [String] {
        let expected = "the name of a host such as router.example.org"
        let elements = try node.someElements("a list of names of hosts")
        guard elements.count <= maximumHosts else {
            throw node.fault(
                found: "\(elements.count) names", expected: "at most \(maximumHosts)", remedy: "remove some")
        }
        return try elements.distinct { element throws(FileError) in
            let name = try element.name(expected, longest: 253)
            guard name.utf8.allSatisfy(HostName.isByte) else {
                throw element.fault(expected: expected, remedy: "write it in ASCII, without scheme, port and path")
            }
            return name
        }
    }
}
