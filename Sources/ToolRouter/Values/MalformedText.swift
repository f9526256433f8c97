/// A text as a database keeps it that is not UTF-8: Latin-1 that was stored as it came, half a surrogate pair, an overlong
/// form. It is compared by its bytes and shown with U+FFFD in the place of those that mean nothing.
public struct MalformedText: Hashable, Sendable {
    /// The bytes. A text kept in UTF-16 that is none has those of WTF-8, in which half a pair has three bytes of its own.
    public let bytes: [UInt8]

    /// Nil when the bytes are UTF-8: there is only one way to hold a text.
    public init?(_ bytes: [UInt8]) {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        self.init(unchecked: bytes)
    }

    fileprivate init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The text for people and for JSON. Two that differ may be shown alike.
    public var shown: String { String(decoding: bytes, as: UTF8.self) }
}

extension Value {
    /// The text of those bytes.
    public init(text bytes: UnsafeBufferPointer<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self = .text(text)
        } else {
            self = .malformedText(MalformedText(unchecked: Array(bytes)))
        }
    }

    /// The text of those bytes, which are UTF-16 in the order of this machine.
    public init(utf16 bytes: UnsafeRawBufferPointer) {
        let units = (0..<bytes.count / 2).lazy.map { bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self) }
        if bytes.count.isMultiple(of: 2), let text = String(validating: units, as: UTF16.self) {
            self = .text(text)
            return
        }
        var text = MalformedText.generalizedUTF8(of: units)
        // Half a unit behind the others: 0xFF begins nothing else.
        if !bytes.count.isMultiple(of: 2) { text += [0xFF, bytes[bytes.count - 1]] }
        self = .malformedText(MalformedText(unchecked: text))
    }
}

extension MalformedText {
    /// The bytes of units of UTF-16 in WTF-8 (Simon Sapin, "The WTF-8 encoding", 2022): other units, other bytes.
    fileprivate static func generalizedUTF8(of units: some RandomAccessCollection<UInt16>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(3 * units.count)
        var lead: UInt32?
        func add(_ number: UInt32, _ length: Int) {
            let first: [UInt8] = [0, 0, 0xC0, 0xE0, 0xF0]
            bytes.append(first[length] | UInt8(number >> UInt32(6 * max(0, length - 1))))
            for rest in stride(from: length - 2, through: 0, by: -1) {
                bytes.append(0x80 | UInt8(number >> UInt32(6 * rest) & 0x3F))
            }
        }
        for unit in units.lazy.map(UInt32.init) {
            if let high = lead, 0xDC00...0xDFFF ~= unit {
                lead = nil
                add(0x1_0000 + ((high - 0xD800) << 10) + (unit - 0xDC00), 4)
                continue
            }
            if let high = lead { add(high, 3) }
            lead = 0xD800...0xDBFF ~= unit ? unit : nil
            if lead == nil { add(unit, unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3) }
        }
        if let high = lead { add(high, 3) }
        return bytes
    }
}
