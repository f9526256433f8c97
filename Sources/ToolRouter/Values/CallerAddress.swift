/// A caller's network address by its value: however it is spelt, one caller is one.
///
/// `10.1.0.9`, `::ffff:10.1.0.9` and `::FFFF:a01:9` are one, and so are all addresses of an IPv6 network of `ipv6Prefix` bits,
/// since whoever has one address there has them all (RFC 6177). A port, brackets, a zone and white space around it do not
/// count. What is no address is compared byte for byte. Leading zeros make no IPv4 address (RFC 6943, section 3.1.1).
public struct CallerAddress: Hashable, Sendable {
    /// The bits of a network that IPv6 addresses are told apart by, unless the configuration says otherwise.
    public static let usualIPv6Prefix = 64

    private enum Value: Hashable, Sendable {
        case four(UInt32)
        case six(high: UInt64, low: UInt64)
        case other(Name)
    }

    /// What is no address.
    private struct Name: Identifier {
        let text: String
        init(_ text: String) { self.text = text }
    }

    private let value: Value

    /// - Parameter ipv6Prefix: the bits that two IPv6 addresses of one caller have in common, from 1 to 128.
    public init(_ text: String, ipv6Prefix: Int = usualIPv6Prefix) {
        precondition(1...128 ~= ipv6Prefix, "an IPv6 address has 128 bits, found a prefix of \(ipv6Prefix)")
        switch AddressText.parsed(text)?.value {
        case .four(let address): value = .four(address)
        case .six(let high, let low):
            value = .six(
                high: high & Self.mask(ipv6Prefix), low: ipv6Prefix > 64 ? low & Self.mask(ipv6Prefix - 64) : 0)
        case nil: value = .other(Name(text))
        }
    }

    /// The address in one spelling of its own.
    public var text: String {
        switch value {
        case .four(let address): "ip4 \(String(address, radix: 16))"
        case .six(let high, let low): "ip6 \(String(high, radix: 16)) \(String(low, radix: 16))"
        case .other(let name): "name \(name)"
        }
    }

    /// Whether there is nothing that could be an address.
    var isEmpty: Bool { value == .other(Name("")) }

    func add(to hash: inout KeyedHash) {
        func add(_ tag: UInt8, _ word: UInt64) {
            hash.add(tag)
            for shift in stride(from: 56, through: 0, by: -8) { hash.add(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        switch value {
        case .four(let address): add(4, UInt64(address))
        case .six(let high, let low):
            add(6, high)
            add(6, low)
        case .other(let name):
            hash.add(0)
            hash.add(name.text)
        }
    }

    /// A word whose first `bits` are set.
    private static func mask(_ bits: Int) -> UInt64 { bits >= 64 ? .max : ~(UInt64.max >> UInt64(bits)) }
}
