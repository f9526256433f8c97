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
