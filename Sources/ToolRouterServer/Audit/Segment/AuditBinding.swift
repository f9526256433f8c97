import CSQLite
import GRDB
import ToolRouter

/// The one statement that adds records, with values bound straight from the bytes that were hashed.
///
/// A record has some fifty values. GRDB would make an object of each and copy its bytes; bound by hand, they are bytes of
/// the record all the way, and what is stored is what was hashed. GRDB compiles, keeps and runs the statement.
struct AuditInsertion {
    private let statement: Statement

    init(_ database: Database) throws {
        statement = try database.cachedStatement(sql: AuditSchema.insert)
        // From now on GRDB takes the values for bound.
        statement.setUncheckedArguments(StatementArguments())
    }

    /// Adds a record whose prefix is filled in.
    func run(_ row: AuditRow, seq: Int64, hash: AuditHash) throws {
        let raw = statement.sqliteStatement
        try row.bytes.withUnsafeBytes { bytes in
            try hash.bytes.withUnsafeBytes { hash in
                sqlite3_reset(raw)
                sqlite3_bind_int64(raw, 1, seq)
                Self.bind(bytes, to: raw)
                sqlite3_bind_blob(raw, Int32(AuditColumn.count) + 2, hash.baseAddress, Int32(hash.count), nil)
                // The bytes stay where they are until it is done.
                defer { sqlite3_clear_bindings(raw) }
                try statement.execute()
            }
        }
    }

    private static func bind(_ bytes: UnsafeRawBufferPointer, to raw: SQLiteStatement) {
        var offset = AuditRow.prefix
        for index in 2..<Int32(AuditColumn.count) + 2 {
            let tag = bytes[offset]
            offset += 1
            switch tag {
            case AuditEncoding.null: sqlite3_bind_null(raw, index)
            case AuditEncoding.integer:
                sqlite3_bind_int64(
                    raw, index, Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self)))
                offset += 8
            default:
                let count = Int32(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                let content = bytes.baseAddress! + offset + 4
                if tag == AuditEncoding.text {
                    sqlite3_bind_text(raw, index, content.assumingMemoryBound(to: CChar.self), count, nil)
                } else {
                    sqlite3_bind_blob(raw, index, content, count, nil)
                }
                offset += 4 + Int(count)
            }
        }
        precondition(offset == bytes.count, "a record of \(bytes.count) bytes ends at \(offset)")
    }
}
