import CSQLite
import Foundation

/// A writer beside the sandbox, as another process would be.
final class Writer {
    private var database: OpaquePointer?

    /// - Parameter waits: whether it waits for readers that come and go, such as a pool that looks at the file now and then.
    init(_ path: String, waits: Bool = false) throws {
        guard sqlite3_open(path, &database) == SQLITE_OK else { throw CocoaError(.fileReadUnknown) }
        if waits { sqlite3_busy_timeout(database, 60_000) }
    }

    deinit {
        sqlite3_close(database)
    }

    func execute(_ sql: String) throws {
        guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else {
            throw CocoaError(.fileWriteUnknown, userInfo: ["message": String(cString: sqlite3_errmsg(database))])
        }
    }
}
