/// A network of addresses as it is written in a configuration: `10.0.0.0/8`, `fd00::/8`, or one address alone.
package struct AddressBlock: Hashable, Sendable {
    private enum Network: Hashable, Sendable {
        case four(UInt32, bits: Int)
        case six(high: UInt64, low: UInt64, bits: Int)
    }

    private let network: Network

    /// Why a text is no network.
    package enum Fault: Error, Hashable, Sendable {
        /// It is no address, or one with a port, brackets or a zone.
        case noAddress
        /// The number behind the slash is none from 1 to the bits of an address: all addresses are no network.
        case badPrefix
        /// Bits are set behind the prefix, so that nobody knows what was meant.
        case hostBits
    }

    /// Reads an address, or an address, a slash and a number of bits.
    package init(_ text: String) throws(Fault) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        // What may stand around an address elsewhere is no part of a network.
        guard parts[0].utf8.allSatisfy(Self.isAddressByte), let address = AddressText.parsed(parts[0]),
            address.zone == nil
        else { throw .noAddress }
        switch address.value {
        case .four(let value):
            // With a colon it is an IPv4 address with a port, or one in the clothes of IPv6.
            guard !parts[0].contains(":") else { throw .noAddress }
            let bits = try Self.bits(parts, of: 32)
            guard value & ~Self.mask(bits) == 0 else { throw .hostBits }
            network = .four(value, bits: bits)
        case .six(let high, let low):
            let bits = try Self.bits(parts, of: 128)
            guard high & ~Self.mask(min(bits, 64)) == 0, low & ~Self.mask(max(bits - 64, 0)) == 0 else {
                throw .hostBits
            }
            network = .six(high: high, low: low, bits: bits)
        }
    }

    /// Whether the address that `text` is lies in the network, however it is spelt; what is no address lies in none.
    package func contains(_ text: String) -> Bool {
        switch (AddressText.parsed(text)?.value, network) {
        case (.four(let address), .four(let value, let bits)): address & Self.mask(bits) == value
        case (.six(let high, let low), .six(let highOfNetwork, let lowOfNetwork, let bits)):
            high & Self.mask(min(bits, 64)) == highOfNetwork && low & Self.mask(max(bits - 64, 0)) == lowOfNetwork
        default: false
        }
    }

    private static func bits(_ parts: [String], of most: Int) throws(Fault) -> Int {
        guard parts.count == 2 else { return most }
        guard let bits = Int(parts[1]), String(bits) == parts[1], 1...most ~= bits else { throw .badPrefix }
        return bits
    }

    /// A word whose first `bits` are set.
    private static func mask<Word: FixedWidthInteger>(_ bits: Int) -> Word { Word.max << (Word.bitWidth - bits) }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "."), UInt8(ascii: ":"):
            true
        default: false
        }
    }
}

extension CallerAddress {
    /// The address that `text` is, in the usual spelling (RFC 5952), without port, brackets and zone; nil when it is none.
    package static func spelling(of text: String) -> String? {
        switch AddressText.parsed(text)?.value {
        case .four(let address):
            return stride(from: 24, through: 0, by: -8).map { "\(address >> UInt32($0) & 0xff)" }.joined(separator: ".")
        case .six(let high, let low):
            let groups = [high, low].flatMap { word in
                stride(from: 48, through: 0, by: -16).map { UInt16(truncatingIfNeeded: word >> UInt64($0)) }
            }
            return spelling(of: groups)
        case nil: return nil
        }
    }

    /// Eight groups, of which `::` leaves out the first longest row of zeros that has two or more.
    private static func spelling(of groups: [UInt16]) -> String {
        var longest = 0..<0
        var start = 0
        for end in 0...groups.count where end == groups.count || groups[end] != 0 {
            if end - start > longest.count { longest = start..<end }
            start = end + 1
        }
        func words(_ groups: ArraySlice<UInt16>) -> String {
            groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard longest.count > 1 else { return words(groups[...]) }
        return words(groups[..<longest.lowerBound]) + "::" + words(groups[longest.upperBound...])
    }
}
