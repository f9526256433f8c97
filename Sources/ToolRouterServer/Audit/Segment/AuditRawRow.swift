import CSQLite
import GRDB
import ToolRouter

/// A stored record, as it stands under a cursor: values are read from where SQLite has them.
struct AuditRawRow {
    /// The columns of the statement must be `seq`, all of the record, `hash`.
    static let select =
        // A name that is not qualified would be taken for a text where there is no such column.
        "SELECT record.seq, \(AuditColumn.allCases.map { "record.\"\($0.name)\"" }.joined(separator: ", ")), record.hash "
        + "FROM record WHERE record.seq >= ? ORDER BY record.seq LIMIT ?"

    private let raw: SQLiteStatement

    init(_ statement: Statement) {
        raw = statement.sqliteStatement
    }

    /// Whether its number is one; it is where the table is as it was made.
    var isNumbered: Bool { sqlite3_column_type(raw, 0) == SQLITE_INTEGER }

    var seq: Int64 { sqlite3_column_int64(raw, 0) }

    /// The link as it is stored; nil when it has not the length of one.
    var hash: AuditHash? { AuditHash(bytes(Int32(AuditColumn.count) + 1)) }

    func text(_ column: AuditColumn) -> String? {
        guard sqlite3_column_type(raw, index(column)) == SQLITE_TEXT else { return nil }
        return String(decoding: bytes(index(column)), as: UTF8.self)
    }

    func integer(_ column: AuditColumn) -> Int64? {
        guard sqlite3_column_type(raw, index(column)) == SQLITE_INTEGER else { return nil }
        return sqlite3_column_int64(raw, index(column))
    }

    /// The first eight bytes of a blob; nil where it is none, or shorter.
    func prefix(_ column: AuditColumn) -> UInt64? {
        guard sqlite3_column_type(raw, index(column)) == SQLITE_BLOB else { return nil }
        let bytes = bytes(index(column))
        return bytes.count < 8 ? nil : bytes.loadUnaligned(as: UInt64.self)
    }

    /// The link that the stored values make, behind `previous`.
    func link(behind previous: AuditHash) -> AuditHash {
        var encoding = AuditEncoding(prefix: AuditRow.prefix, capacity: 1_024)
        for column in 1...Int32(AuditColumn.count) {
            switch sqlite3_column_type(raw, column) {
            case SQLITE_NULL: encoding.addNull()
            case SQLITE_INTEGER: encoding.add(sqlite3_column_int64(raw, column))
            case SQLITE_TEXT: encoding.add(AuditEncoding.text, bytes(column))
            default: encoding.add(AuditEncoding.blob, bytes(column))
            }
        }
        var bytes = encoding.bytes
        AuditRow.fill(&bytes, seq: seq, behind: previous)
        return AuditHash(of: bytes)
    }

    private func index(_ column: AuditColumn) -> Int32 { Int32(column.rawValue) + 1 }

    private func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        // As a blob: its bytes and no others, with what is no UTF-8 and with zeros.
        let start = sqlite3_column_blob(raw, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(raw, column)))
    }
}
