package import ToolRouter

/// Which network addresses a service may have: public ones, and those that the configuration lists.
///
/// Everything else is refused, so that no plan, no redirect and no answer of a name server turns the router against its own
/// network: private, loopback, link-local and shared addresses, multicast, those for documentation and benchmarks, and what is
/// reserved (RFC 6890 and IANA's registries of special-purpose addresses). An address of IPv6 with one of IPv4 in it is judged by
/// both.
package struct AddressPolicy: Hashable, Sendable {
    /// Addresses that are allowed besides, whatever they are.
    package let listed: [AddressBlock]

    package init(listed: [AddressBlock] = []) {
        self.listed = listed
    }

    /// Whether a connection may go to the address that `text` is. What is no address, or has a zone, may not.
    package func allows(_ text: String) -> Bool {
        guard let address = AddressText.parsed(text), address.zone == nil else { return false }
        if isListed(text) { return true }
        switch address.value {
        case .four(let four): return !Self.isReserved(four)
        case .six(let high, let low):
            guard let embedded = Self.embedded(high, low) else { return !Self.isReserved(high: high) }
            return embedded.allSatisfy { !Self.isReserved($0) || isListed(Self.words($0)) }
        }
    }

    private func isListed(_ text: String) -> Bool { listed.contains { $0.contains(text) } }

    private static func words(_ four: UInt32) -> String {
        stride(from: 24, through: 0, by: -8).map { "\(four >> UInt32($0) & 0xff)" }.joined(separator: ".")
    }

    /// The networks of IPv4 that are nobody's on the internet, each with the bits that count.
    private static let networks: [(network: UInt32, bits: UInt32)] = [
        (0x0000_0000, 8),  // this network, and the unspecified address (RFC 791)
        (0x0a00_0000, 8),  // private (RFC 1918)
        (0x6440_0000, 10),  // shared by the customers of a provider (RFC 6598)
        (0x7f00_0000, 8),  // loopback (RFC 1122)
        (0xa9fe_0000, 16),  // link-local (RFC 3927), and the metadata of clouds
        (0xac10_0000, 12),  // private
        (0xc000_0000, 24),  // protocols of the IETF (RFC 6890)
        (0xc000_0200, 24),  // documentation (RFC 5737)
        (0xc01f_c400, 24),  // AS112 (RFC 7535)
        (0xc034_c100, 24),  // AMT (RFC 7450)
        (0xc058_6300, 24),  // relays of 6to4 (RFC 7526)
        (0xc0a8_0000, 16),  // private
        (0xc0af_3000, 24),  // AS112 (RFC 7534)
        (0xc612_0000, 15),  // benchmarks (RFC 2544)
        (0xc633_6400, 24),  // documentation
        (0xcb00_7100, 24),  // documentation
        (0xe000_0000, 4),  // multicast (RFC 1112)
        (0xf000_0000, 4),  // reserved, and broadcast (RFC 1112, RFC 919)
    ]

    private static func isReserved(_ four: UInt32) -> Bool {
        networks.contains { four & ~(UInt32.max >> $0.bits) == $0.network }
    }

    /// Only the global unicast addresses that are given out are somebody's (RFC 4291, section 2.4), and not all of them.
    private static func isReserved(high: UInt64) -> Bool {
        high >> 61 != 0b001
            || high >> 41 == 0x2001_0000 >> 9  // 2001::/23: protocols of the IETF (RFC 2928)
            || high >> 32 == 0x2001_0db8  // documentation (RFC 3849)
            || high >> 44 == 0x3fff_0  // documentation (RFC 9637)
            || high >> 16 == 0x2620_004f_8000  // 2620:4f:8000::/48: AS112 (RFC 7534)
    }

    /// The addresses of IPv4 that one of IPv6 leads to; nil where it leads to none.
    private static func embedded(_ high: UInt64, _ low: UInt64) -> [UInt32]? {
        let end = UInt32(truncatingIfNeeded: low)
        // Those of IPv4-compatible addresses (RFC 4291, section 2.5.5.1); `::` and `::1` are among them.
        if high == 0, low >> 32 == 0 { return [end] }
        // Translated by SIIT (RFC 2765) and NAT64 (RFC 6052).
        if high == 0, low >> 32 == 0xffff_0000 { return [end] }
        if high == 0x0064_ff9b_0000_0000, low >> 32 == 0 { return [end] }
        // 6to4 (RFC 3056): the router's address.
        if high >> 48 == 0x2002 { return [UInt32(truncatingIfNeeded: high >> 16)] }
        // Teredo (RFC 4380): the server's address, and the client's with all bits turned.
        if high >> 32 == 0x2001_0000 { return [UInt32(truncatingIfNeeded: high), ~end] }
        return nil
    }
}
