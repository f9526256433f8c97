import GRDB

/// The tables of a segment. What is in them can be read and added to: triggers refuse everything else.
enum AuditSchema {
    /// Brings a segment to this version's tables.
    static func migrate(_ queue: DatabaseQueue) throws {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            let columns = AuditColumn.allCases.map { "\"\($0.name)\" \($0.declaration)" }.joined(separator: ",\n  ")
            try database.execute(
                sql: """
                    CREATE TABLE segment (
                      format INTEGER NOT NULL, store TEXT NOT NULL, number INTEGER NOT NULL, began_us INTEGER NOT NULL,
                      first_seq INTEGER NOT NULL, previous_hash BLOB NOT NULL, hash BLOB NOT NULL
                    ) STRICT;
                    CREATE TABLE record (
                      seq INTEGER PRIMARY KEY,
                      \(columns),
                      hash BLOB NOT NULL
                    ) STRICT;
                    CREATE TABLE seal (
                      last_seq INTEGER NOT NULL, last_hash BLOB NOT NULL, records INTEGER NOT NULL,
                      earliest_us INTEGER, latest_us INTEGER, sealed_us INTEGER NOT NULL
                    ) STRICT;
                    """)
            for table in ["segment", "record", "seal"] {
                for change in ["UPDATE", "DELETE"] {
                    try database.execute(
                        sql: """
                            CREATE TRIGGER no_\(change.lowercased())_of_\(table) BEFORE \(change) ON \(table)
                            BEGIN SELECT RAISE(ABORT, 'audit records are only added'); END;
                            """)
                }
            }
            // What is sealed stays as it is.
            try database.execute(
                sql: """
                    CREATE TRIGGER one_segment BEFORE INSERT ON segment WHEN EXISTS (SELECT 1 FROM segment)
                    BEGIN SELECT RAISE(ABORT, 'a segment has one header'); END;
                    CREATE TRIGGER one_seal BEFORE INSERT ON seal WHEN EXISTS (SELECT 1 FROM seal)
                    BEGIN SELECT RAISE(ABORT, 'a segment is sealed once'); END;
                    CREATE TRIGGER no_insert_after_seal BEFORE INSERT ON record WHEN EXISTS (SELECT 1 FROM seal)
                    BEGIN SELECT RAISE(ABORT, 'a sealed segment takes no more records'); END;
                    """)
        }
        try migrator.migrate(queue)
    }

    /// A table, an index or a trigger, in the words that made it.
    struct Part: Hashable, Sendable {
        var name: String
        /// Nil for an index that SQLite made by itself.
        var words: String?
    }

    /// All there is in a segment, apart from what the migrator keeps for itself, in the order of their names.
    static func parts(_ database: Database) throws -> [Part] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT type || ' ' || name, sql FROM sqlite_master
                WHERE NOT (tbl_name = 'grdb_migrations' AND type IN ('table', 'index')) ORDER BY type, name
                """)
        return rows.map { Part(name: AuditStored.text($0, 0) ?? "?", words: AuditStored.text($0, 1)) }
    }

    /// What there must be in a segment.
    static func expectedParts() throws -> [Part] {
        let scratch = try DatabaseQueue()
        try migrate(scratch)
        return try scratch.read(parts)
    }

    /// Adds a record: its number, the values of all columns, its link.
    static let insert =
        "INSERT INTO record (seq, \(AuditColumn.list), hash) VALUES (\(Array(repeating: "?", count: AuditColumn.count + 2).joined(separator: ", ")))"
}
