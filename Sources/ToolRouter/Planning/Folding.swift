/// How letters and white space are folded, as far as both is done to texts beyond ASCII as well as to plain ones.
///
/// Case folding is simple case folding (Unicode, section 5.18) as the standard library's case mappings give it: `Σ`, `σ`
/// and `ς` are one letter, but `Maße` and `Masse`, or Turkish `ı` and `i`, stay different words.
enum Folding {
    /// `text` with each run of white space as one space and none at the ends; nil when there is a byte beyond ASCII, or
    /// one that is not `plain`.
    @inline(__always)
    static func ascii(_ text: String, foldingCase: Bool, plain: (UInt8) -> Bool = { _ in true }) -> String? {
        var text = text
        return text.withUTF8 { bytes -> String? in
            guard bytes.allSatisfy({ $0 < 0x80 && plain($0) }) else { return nil }
            return String(unsafeUninitializedCapacity: bytes.count) { folded in
                var count = 0
                var needsSpace = false
                for byte in bytes {
                    if isSpace(byte) {
                        needsSpace = count > 0
                        continue
                    }
                    if needsSpace {
                        folded[count] = 0x20
                        count += 1
                        needsSpace = false
                    }
                    folded[count] = foldingCase ? lowercase(of: byte) : byte
                    count += 1
                }
                return count
            }
        }
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || 0x09...0x0D ~= byte
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? isSpace(UInt8(scalar.value)) : scalar.properties.isWhitespace
    }

    static func lowercase(of byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }

    /// A letter's lower case by way of its upper case, where each is one letter: so final sigma meets sigma.
    static func lowercase(of scalar: Unicode.Scalar) -> String {
        let upper = scalar.properties.uppercaseMapping.unicodeScalars
        guard scalar != "\u{131}", upper.count == 1, let only = upper.first else {
            return scalar.properties.lowercaseMapping
        }
        return only.properties.lowercaseMapping
    }
}
