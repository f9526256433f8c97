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
        var text = text
        let parsed = text.withUTF8 { bytes in
            // No spelling of an address is longer.
            bytes.count <= 128 ? AddressText(bytes: bytes[...]).parsed : nil
        }
        switch parsed {
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

/// An address as it is written (RFC 4291, section 2.2).
private struct AddressText {
    enum Parsed {
        case four(UInt32)
        case six(high: UInt64, low: UInt64)
    }

    let bytes: Slice<UnsafeBufferPointer<UInt8>>

    /// The address; nil when it is none.
    var parsed: Parsed? {
        var rest = bytes
        while let first = rest.first, Folding.isSpace(first) { rest = rest.dropFirst() }
        while let last = rest.last, Folding.isSpace(last) { rest = rest.dropLast() }
        if rest.first == UInt8(ascii: "[") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")), Self.isPort(rest[(end + 1)...]) else { return nil }
            return Self.six(rest[(rest.startIndex + 1)..<end])
        }
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { return Self.four(rest).map { .four($0) } }
        if let address = Self.four(rest[..<colon]), Self.isPort(rest[colon...]) { return .four(address) }
        return Self.six(rest)
    }

    /// Nothing, or a colon and digits.
    private static func isPort(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        text.isEmpty
            || text.first == UInt8(ascii: ":") && 2...6 ~= text.count
                && text.dropFirst().allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }

    private static func four(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> UInt32? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard 1...3 ~= part.count, part.count == 1 || part.first != UInt8(ascii: "0"),
                part.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
                let number = UInt8(String(decoding: part, as: UTF8.self))
            else { return nil }
            address = address << 8 | UInt32(number)
        }
        return address
    }

    private static func six(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Parsed? {
        var text = text
        if let zone = text.firstIndex(of: UInt8(ascii: "%")) {
            guard zone + 1 < text.endIndex else { return nil }
            text = text[..<zone]
        }
        guard let (high, low) = groups(text) else { return nil }
        // IPv4-mapped (RFC 4291, section 2.5.5.2).
        if high == 0, low >> 32 == 0xffff { return .four(UInt32(truncatingIfNeeded: low)) }
        return .six(high: high, low: low)
    }

    /// Eight groups of hexadecimal digits, of which `::` leaves out those that are 0 and the last two may be an IPv4 address.
    private static func groups(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> (high: UInt64, low: UInt64)? {
        let colon = UInt8(ascii: ":")
        var parts = text.split(separator: colon, omittingEmptySubsequences: false)
        guard 3...9 ~= parts.count else { return nil }
        // `::` at an end leaves two empty parts there.
        if parts[0].isEmpty {
            guard parts[1].isEmpty else { return nil }
            parts.removeFirst()
        }
        if parts[parts.count - 1].isEmpty {
            guard parts[parts.count - 2].isEmpty else { return nil }
            parts.removeLast()
        }
        var groups: [UInt16] = []
        var gap: Int?
        for (number, part) in parts.enumerated() {
            if part.isEmpty {
                guard gap == nil else { return nil }
                gap = groups.count
            } else if number == parts.count - 1, let four = four(part) {
                groups += [UInt16(truncatingIfNeeded: four >> 16), UInt16(truncatingIfNeeded: four)]
            } else {
                guard part.count <= 4, part.allSatisfy(isHexadecimal),
                    let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        if let gap {
            guard groups.count < 8 else { return nil }
            groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
        }
        guard groups.count == 8 else { return nil }
        func word(_ groups: ArraySlice<UInt16>) -> UInt64 { groups.reduce(0) { $0 << 16 | UInt64($1) } }
        return (word(groups[..<4]), word(groups[4...]))
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte | 0x20
    }
}
