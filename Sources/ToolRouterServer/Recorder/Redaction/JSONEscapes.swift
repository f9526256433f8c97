import ToolRouter

/// Texts as JSON escapes them (RFC 8259, section 7).
enum JSONEscapes {
    /// A text with what its escapes stand for; what looks like an escape and is none stays.
    static func undone(_ bytes: some Collection<UInt8>) -> String {
        let backslash = UInt8(ascii: "\\")
        guard bytes.contains(backslash) else { return String(decoding: bytes, as: UTF8.self) }
        let bytes = Array(bytes)
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == backslash, let (scalar, length) = escape(at: place, in: bytes) {
                result += UTF8.encode(scalar)!
                place += length
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A text in quotes, escaped.
    static func quoted(_ text: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.string(text)
        return writer.utf8
    }

    private static func escape(at place: Int, in bytes: [UInt8]) -> (Unicode.Scalar, length: Int)? {
        guard place + 1 < bytes.count else { return nil }
        switch bytes[place + 1] {
        case UInt8(ascii: "n"): return ("\n", 2)
        case UInt8(ascii: "t"): return ("\t", 2)
        case UInt8(ascii: "r"): return ("\r", 2)
        case UInt8(ascii: "b"): return ("\u{8}", 2)
        case UInt8(ascii: "f"): return ("\u{C}", 2)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return (Unicode.Scalar(bytes[place + 1]), 2)
        case UInt8(ascii: "u"):
            guard let unit = unit(at: place, in: bytes) else { return nil }
            if (0xD800..<0xDC00).contains(unit), let low = self.unit(at: place + 6, in: bytes),
                (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            {
                return (scalar, 12)
            }
            // Half of a pair is no letter.
            return (Unicode.Scalar(unit) ?? "\u{FFFD}", 6)
        default: return nil
        }
    }

    /// The number of an escape such as `\u00fc`.
    private static func unit(at place: Int, in bytes: [UInt8]) -> UInt32? {
        guard place + 6 <= bytes.count, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u") else {
            return nil
        }
        var unit: UInt32 = 0
        for byte in bytes[(place + 2)..<(place + 6)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }
}
