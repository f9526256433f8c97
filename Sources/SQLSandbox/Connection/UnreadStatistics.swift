import CSQLite

/// Keeps a connection from reading what `ANALYZE` has written down of denied columns.
///
/// By those numbers SQLite picks the index that a statement walks, so that the values of a denied column would decide whether
/// the statement is allowed and in which order its rows come; and connections that have read them at other moments would
/// disagree. SQLite has no switch for that. It reads the numbers whenever it reads the schema, by statements that nobody
/// prepared, for which no authorizer is asked, and it goes on without them when they are interrupted.
enum UnreadStatistics {
    /// Skips of an index's first column, which no number would make worth while any more, and reading an index instead of its
    /// table: SQLITE_SkipScan and SQLITE_CoverIdxScan of `sqliteInt.h`. A table is read in its own order then, where the
    /// order of an index tells of a denied column.
    static let switchedOff: Int32 = 0x4000 | 0x0020

    /// Has SQLite ask at each operation whether to go on; until another progress handler is installed.
    static func install(on database: OpaquePointer) {
        sqlite3_progress_handler(
            database, 1, { database in UnreadStatistics.isRead(on: OpaquePointer(database!)) ? 1 : 0 },
            UnsafeMutableRawPointer(database))
    }

    /// Whether the statement that runs, which is the youngest one, reads statistics. What SQLite runs for itself while it
    /// reads the schema has no text; the schema's own rows have five columns, the first of them `type`.
    private static func isRead(on database: OpaquePointer) -> Bool {
        guard let youngest = sqlite3_next_stmt(database, nil), sqlite3_sql(youngest) == nil else { return false }
        guard let column = sqlite3_column_name(youngest, 0) else { return false }
        return String(cString: column) != "type"
    }
}
