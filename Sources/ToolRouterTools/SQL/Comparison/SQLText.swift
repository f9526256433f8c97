import ToolRouter

/// When two SQL texts count as the same text.
package enum SQLText {
    /// Lower-cased, runs of ASCII white space to one space, leading spaces and trailing semicolons and spaces stripped.
    ///
    /// Deliberately blind to literals: `'A'` and `'a'` are the same text. It says that two texts need no closer look, not
    /// that they mean the same. Compare the results with `isSame`, not with `==`, which takes canonically equivalent
    /// Unicode for equal.
    package static func normalised(_ sql: String) -> String {
        var bytes: [UInt8] = []
        for byte in sql.lowercased().utf8 {
            if !isWhiteSpace(byte) {
                bytes.append(byte)
            } else if let last = bytes.last, last != UInt8(ascii: " ") {
                bytes.append(UInt8(ascii: " "))
            }
        }
        while let last = bytes.last, last == UInt8(ascii: ";") || last == UInt8(ascii: " ") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether both texts are, normalised, the same bytes.
    package static func isSame(_ left: String, _ right: String) -> Bool {
        left.hasSameBytes(as: right) || normalised(left).hasSameBytes(as: normalised(right))
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}
