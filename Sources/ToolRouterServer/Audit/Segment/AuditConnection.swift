import Foundation
import GRDB
import Glibc
import ToolRouter

/// Connections to segments.
enum AuditConnection {
    /// Seconds that a connection waits while another process holds the file.
    private static let patience = 5

    /// One that writes; it waits for others until it is told not to.
    ///
    /// GRDB's own write-ahead mode, and that of its pools, sets `synchronous = NORMAL` after everything that is set before,
    /// so that a `FULL` would be lost and nothing synced. So the mode is set here, and what is set stays.
    static func writing(_ path: String, _ durability: AuditSettings.Durability) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "audit"
        configuration.busyMode = .timeout(TimeInterval(patience))
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { database in
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            guard mode == "wal" else {
                throw AuditFault(.notWritable, path, "a file system on which SQLite has no write-ahead log")
            }
            try database.execute(sql: "PRAGMA synchronous = \(durability == .power ? "FULL" : "NORMAL")")
            // Another thread carries the log into the database.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            // Else REPLACE would delete without asking the triggers.
            try database.execute(sql: "PRAGMA recursive_triggers = ON")
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Has a connection wait for whoever holds the file, or fail at once.
    static func setPatience(_ isPatient: Bool, of database: Database) throws {
        try database.execute(sql: "PRAGMA busy_timeout = \(isPatient ? patience * 1_000 : 0)")
    }

    /// One that reads only. Where it may write into the folder, SQLite makes its two files beside a database in write-ahead
    /// mode. Where a process was killed while it made a sealed segment one plain file, what it had begun is rolled back
    /// first, which a connection that may write nothing could not.
    static func reading(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "audit reader"
        configuration.readonly = access(path + "-journal", F_OK) != 0
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA query_only = ON") }
        configuration.busyMode = .timeout(TimeInterval(patience))
        return try DatabaseQueue(path: isStill(path) ? immutable(path) : path, configuration: configuration)
    }

    /// Whether the file is a whole by itself, and its folder one in which SQLite could make nothing beside it: without this it
    /// could not be read in write-ahead mode at all.
    private static func isStill(_ path: String) -> Bool {
        var status = stat()
        let hasLog = stat(path + "-wal", &status) == 0 && status.st_size > 0
        let folder = URL(filePath: path).deletingLastPathComponent().path
        return !hasLog && access(path + "-journal", F_OK) != 0 && access(path + "-shm", F_OK) != 0
            && access(folder, W_OK) != 0
    }

    /// The address of a file that nobody changes (sqlite.org/uri.html).
    private static func immutable(_ path: String) -> String {
        let encoded = path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
        return "file:\(encoded)?immutable=1"
    }
}
