/// An address as it is written (RFC 4291, section 2.2).
package struct AddressText {
    /// What it says.
    package struct Parsed {
        /// The bits of an address.
        package enum Value: Hashable, Sendable {
            /// One of IPv4, or one that IPv6 maps to it.
            case four(UInt32)
            /// One of IPv6, in two halves.
            case six(high: UInt64, low: UInt64)
        }

        /// The address itself.
        package let value: Value
        /// The network interface that an address of IPv6 is reached by; nil where none is named.
        package var zone: String?

        /// The whole address in one spelling of its own.
        var text: String {
            let address =
                switch value {
                case .four(let address): "ip4 \(String(address, radix: 16))"
                case .six(let high, let low): "ip6 \(String(high, radix: 16)) \(String(low, radix: 16))"
                }
            return zone.map { "\(address)%\($0)" } ?? address
        }
    }

    private let bytes: Slice<UnsafeBufferPointer<UInt8>>

    /// The address that `text` is; nil when it is none.
    package static func parsed(_ text: String) -> Parsed? {
        var text = text
        return text.withUTF8 { bytes in
            // No spelling of an address is longer.
            bytes.count <= 128 ? AddressText(bytes: bytes[...]).parsed : nil
        }
    }

    private var parsed: Parsed? {
        var rest = bytes
        while let first = rest.first, Folding.isSpace(first) { rest = rest.dropFirst() }
        while let last = rest.last, Folding.isSpace(last) { rest = rest.dropLast() }
        if rest.first == UInt8(ascii: "[") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")), Self.isPort(rest[(end + 1)...]) else { return nil }
            return Self.six(rest[(rest.startIndex + 1)..<end])
        }
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else {
            return Self.four(rest).map { Parsed(value: .four($0)) }
        }
        if let address = Self.four(rest[..<colon]), Self.isPort(rest[colon...]) {
            return Parsed(value: .four(address))
        }
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
        var zone: String?
        if let sign = text.firstIndex(of: UInt8(ascii: "%")) {
            guard sign + 1 < text.endIndex else { return nil }
            zone = String(decoding: text[(sign + 1)...], as: UTF8.self)
            text = text[..<sign]
        }
        guard let (high, low) = groups(text) else { return nil }
        // IPv4-mapped (RFC 4291, section 2.5.5.2).
        let isMapped = high == 0 && low >> 32 == 0xffff
        return Parsed(value: isMapped ? .four(UInt32(truncatingIfNeeded: low)) : .six(high: high, low: low), zone: zone)
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
