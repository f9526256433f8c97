package import NIOHTTP1
package import ToolRouter
package import ToolRouterFormats

/// The proxies whose word on the client's address counts.
///
/// A proxy adds the address that it was called from at the right end of `X-Forwarded-For`. So the list is read from there:
/// whatever stands to the left of the first address that is no trusted proxy was written by a stranger. `Forwarded` (RFC 7239)
/// and `X-Real-IP` are not read: two sources could be played off against each other, and who is known by the proxy's address
/// has less of an allowance, never more.
package struct TrustedProxies: Hashable, Sendable {
    /// The most networks of a list.
    private static let most = 100
    /// The most proxies that may stand in one row: what stands further left is not looked at.
    private static let longestRow = 32
    private static let header = "x-forwarded-for"

    private let networks: [AddressBlock]

    /// None but those in `networks`.
    package init(_ networks: [AddressBlock] = []) {
        self.networks = networks
    }

    /// Reads the list of networks that `http.trusted_proxies` is: `[10.0.0.0/8, fd00::/8, 192.0.2.7]`.
    package init(_ node: ConfigurationNode) throws(FileError) {
        let expected = "a list of addresses and networks such as 10.0.0.0/8"
        let elements = try node.someElements(expected)
        guard elements.count <= Self.most else {
            throw node.fault(
                found: "\(elements.count) networks", expected: "at most \(Self.most)", remedy: "name larger networks")
        }
        networks = try elements.distinct { element throws(FileError) in
            let text = try element.text(expected)
            do throws(AddressBlock.Fault) {
                return try AddressBlock(text)
            } catch {
                throw element.fault(expected: "an address or network such as 10.0.0.0/8", remedy: Self.remedy(error))
            }
        }
    }

    private static func remedy(_ fault: AddressBlock.Fault) -> String {
        switch fault {
        case .noAddress: "write it in digits, without port, brackets and zone"
        case .badPrefix: "write 1 to 32 bits of IPv4, 1 to 128 of IPv6: whoever is trusted can be anybody"
        case .hostBits: "set the bits behind the prefix to 0, or write a longer prefix"
        }
    }

    /// The address that a request with these headers comes from, whose connection comes from `peer`: the last one in the row
    /// of proxies that is no trusted one. Where a proxy passed on what is no address, it is the proxy's own.
    package func client(peer: String, headers: HTTPHeaders) -> String {
        var client = CallerAddress.spelling(of: peer) ?? peer
        guard isTrusted(client) else { return client }
        let row = headers[canonicalForm: Self.header]
        for element in row.suffix(Self.longestRow).reversed() {
            guard let address = CallerAddress.spelling(of: String(element)) else { return client }
            client = address
            guard isTrusted(address) else { return client }
        }
        return client
    }

    private func isTrusted(_ address: String) -> Bool { networks.contains { $0.contains(address) } }
}
