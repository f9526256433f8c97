import CSQLite
import Foundation

/// SQLite without any of our code around it: what a statement gives, to judge reports by.
final class PlainSQLite {
    /// A value that compares by value: 1970 = 1970.0, text by its bytes.
    enum Value: Hashable {
        case null
        case number(Double)
        case text(Data)
    }

    private var database: OpaquePointer?

    /// Opens the database at `path` for reading, or makes it; texts may stand in double quotes.
    init(_ path: String, isWritable: Bool = false) {
        let flags = isWritable ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
        precondition(sqlite3_open_v2(path, &database, flags, nil) == SQLITE_OK, "no database \(path)")
    }

    /// Executes statements; false when one of them fails.
    func execute(_ sql: String) -> Bool { sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK }

    deinit {
        sqlite3_close(database)
    }

    /// The rows of a statement; nil when it fails.
    func rows(_ sql: String) -> [[Value]]? {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK, statement != nil else { return nil }
        defer { sqlite3_finalize(statement) }
        var rows: [[Value]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append((0..<sqlite3_column_count(statement)).map { value(statement, $0) })
            case SQLITE_DONE: return rows
            default: return nil
            }
        }
    }

    private func value(_ statement: OpaquePointer?, _ column: Int32) -> Value {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER, SQLITE_FLOAT: return .number(sqlite3_column_double(statement, column))
        default:
            guard let bytes = sqlite3_column_blob(statement, column) else { return .text(Data()) }
            return .text(Data(bytes: bytes, count: Int(sqlite3_column_bytes(statement, column))))
        }
    }
}
