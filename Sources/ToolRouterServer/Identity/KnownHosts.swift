import NIOHTTP1
import ToolRouter

/// The names by which those without a key may call a service.
///
/// A page of a stranger can have its own name lead to the address of the service (DNS rebinding), and then asks, from the
/// browser of somebody who reaches it, as a page of the same origin. The browser says that name as `Host`, so an unknown one is
/// refused; an address can't be made to lead elsewhere. What has no `Host` is no browser.
struct KnownHosts: Sendable {
    private let names: Set<String>
    /// Origins of pages that are taken for the service's own.
    private let origins: Set<String>

    init(_ settings: HTTPSettings) {
        let names = ["localhost", settings.host] + settings.hosts
        self.names = Set(names.map { Self.plain($0) })
        origins = Set(settings.origins)
    }

    /// - Throws: `forbidden` where a request calls the service by another name, or comes from a page of another origin.
    func check(_ headers: HTTPHeaders) throws(RouterError) {
        let host = headers["host"].first
        if let host, !isKnown(host) {
            throw RouterError(
                .forbidden, at: .admit, "without a key, the service is not called by this host",
                hint: "call it by its address or as localhost, or add the name to `http.hosts`")
        }
        try checkOrigin(headers, hint: "send it from the service's own page, or with a key")
    }

    /// - Parameter hint: what to do about it.
    /// - Throws: `forbidden` where a request comes from a page of another origin.
    func checkOrigin(_ headers: HTTPHeaders, hint: String) throws(RouterError) {
        let host = headers["host"].first ?? ""
        for origin in headers["origin"] where !Self.isSame(origin, as: host) && !origins.contains(origin) {
            throw RouterError(.forbidden, at: .admit, "the request comes from a page of another origin", hint: hint)
        }
    }

    private func isKnown(_ host: String) -> Bool {
        guard let name = Self.name(of: host) else { return false }
        return names.contains(name) || CallerAddress.spelling(of: name) != nil
    }

    /// The name or address in `host`, without its port; nil where it is not written as one.
    private static func name(of host: String) -> String? {
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]"), isPort(host[host.index(after: end)...]) else { return nil }
            return String(host[..<end].dropFirst())
        }
        guard let colon = host.firstIndex(of: ":") else { return plain(host) }
        return isPort(host[colon...]) ? plain(String(host[..<colon])) : nil
    }

    /// Whether `rest` is nothing, or a colon and digits.
    private static func isPort(_ rest: Substring) -> Bool {
        rest.isEmpty || (rest.first == ":" && rest.dropFirst().allSatisfy { $0.isASCII && $0.isNumber })
    }

    private static func plain(_ name: String) -> String {
        let name = name.lowercased()
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }

    /// Whether an origin is that of `host`, each port said or left out.
    private static func isSame(_ origin: String, as host: String) -> Bool {
        let (origin, host) = (origin.lowercased(), host.lowercased())
        let schemes = [(name: "http://", port: ":80"), (name: "https://", port: ":443")]
        guard let scheme = schemes.first(where: { origin.hasPrefix($0.name) }) else { return false }
        return bare(origin.dropFirst(scheme.name.count), scheme.port) == bare(host[...], scheme.port)
    }

    private static func bare(_ authority: Substring, _ port: String) -> Substring {
        authority.hasSuffix(port) ? authority.dropLast(port.count) : authority
    }
}
