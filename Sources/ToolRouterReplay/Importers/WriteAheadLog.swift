import Foundation
import ToolRouterFormats

/// The log in which SQLite keeps rows that are not in the database file yet.
enum WriteAheadLog {
    /// Refuses a database with a log: its rows would be missing in a copy of the file.
    static func refuse(beside database: String) throws(FileError) {
        let log = database + "-wal"
        if let size = try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int, size > 0 {
            throw FileError(
                path: log, found: "a write-ahead log", expected: "a database that is complete in one file",
                remedy: "close it, or run PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }
}
