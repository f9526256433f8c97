import CSQLite
import Foundation

/// SQLite as it comes, without a guard, on a database that it can't write.
final class PlainSQLite {
    private var database: OpaquePointer?

    init(_ path: String) throws {
        guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else {
            throw CocoaError(.fileReadUnknown)
        }
    }

    deinit {
        sqlite3_close(database)
    }

    /// Whether every statement of `sql` runs to its end.
    func runs(_ sql: String) -> Bool {
        sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK
    }
}
