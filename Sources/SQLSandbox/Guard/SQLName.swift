/// A table or function name as SQLite compares it: bytes, with only the letters of ASCII folded.
///
/// A Swift string would also equate composed with decomposed letters, which name different tables to SQLite.
package struct SQLName: Hashable, Comparable {
    let folded: [UInt8]

    package init(_ text: some StringProtocol) {
        folded = text.utf8.map(Self.fold)
    }

    /// The name that is written as `bytes`.
    init(bytes: ArraySlice<UInt8>) {
        folded = bytes.map(Self.fold)
    }

    init(_ text: UnsafePointer<CChar>) {
        var folded: [UInt8] = []
        var next = text
        while next.pointee != 0 {
            folded.append(Self.fold(UInt8(bitPattern: next.pointee)))
            next += 1
        }
        self.folded = folded
    }

    /// The name that a token of SQL text stands for: a bare word, or one in any of SQLite's quotes.
    init(unquoting token: ArraySlice<UInt8>) {
        guard let first = token.first,
            [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "[")].contains(first)
        else {
            folded = token.map(Self.fold)
            return
        }
        var folded: [UInt8] = []
        var isSecond = false
        for byte in token.dropFirst().dropLast() {
            // A doubled quote is one quote.
            isSecond = byte == first && !isSecond
            if !isSecond || first == UInt8(ascii: "[") { folded.append(Self.fold(byte)) }
        }
        self.folded = folded
    }

    /// The name that a token stands for, as it is written, without its quotes.
    static func unfolded(_ token: ArraySlice<UInt8>, _ kind: SQLTokens.Kind) -> String {
        guard kind != .word, let quote = token.first else { return String(decoding: token, as: UTF8.self) }
        let inside = String(decoding: token.dropFirst().dropLast(), as: UTF8.self)
        if quote == UInt8(ascii: "[") { return inside }
        let mark = String(UnicodeScalar(quote))
        return inside.replacing(mark + mark, with: mark)
    }

    /// Whether SQLite keeps the name for itself: `sqlite_schema`, `sqlite_sequence`, `sqlite_stat1` ...
    var isReserved: Bool {
        folded.starts(with: "sqlite_".utf8)
    }

    /// The folded name.
    var text: String {
        String(decoding: folded, as: UTF8.self)
    }

    package static func < (left: SQLName, right: SQLName) -> Bool {
        left.folded.lexicographicallyPrecedes(right.folded)
    }

    private static func fold(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
