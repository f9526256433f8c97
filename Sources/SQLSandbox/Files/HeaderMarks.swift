/// What the header of a database says of its content, from byte 16 on. Layout: "Database File Format" of the SQLite
/// documentation, section 1.3.
struct HeaderMarks: Equatable {
    /// The bytes 16 to 63, as they lie in the file.
    var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0)

    /// Whether readers find what was written last in a write-ahead log.
    var usesWriteAheadLog: Bool { byte(19) == 2 }

    /// The number that changes with the schema.
    var schemaCookie: Int64 { Int64(Int32(bitPattern: (40..<44).reduce(0) { $0 << 8 | UInt32(byte($1)) })) }

    /// What no honest writer changes without a new schema: the size of a page, the format of the schema and the encoding of
    /// texts.
    var format: [UInt8] { ([16, 17] + Array(44..<48) + Array(56..<60)).map(byte) }

    static func == (one: Self, other: Self) -> Bool { one.words == other.words }

    /// The byte that lies `offset` bytes into the file.
    private func byte(_ offset: Int) -> UInt8 {
        withUnsafeBytes(of: words) { $0[offset - 16] }
    }
}
