/// Seeds as people write them: a number, or the commit that is tested.
package enum SeedText {
    /// Reads a decimal number of 64 bits, or a commit hash of 40 hexadecimal digits, of which the first 64 bits count;
    /// nil for anything else.
    package static func parse(_ text: some StringProtocol) -> UInt64? {
        let digits = text.utf8
        if digits.count == 40, digits.allSatisfy(isHexadecimal) { return UInt64(text.prefix(16), radix: 16) }
        // A number that begins with 0 means something else in every second language.
        guard digits.allSatisfy(isDecimal), digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
        return UInt64(text)
    }

    private static func isDecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDecimal(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
