import CSQLite
import Glibc

/// A database in write-ahead mode that nobody has open: SQLite would make its `-wal` or `-shm` file to read it, and whoever
/// only reads can't take them away again. A copy of its files says the same and may have them beside it.
package struct UnattendedLog {
    /// The files that a copy consists of, by the ending behind the database's name: none, and `-wal` where there is one.
    package let endings: [String]

    private let path: String
    private let states: [FileState?]

    /// Nil for a database that can be read without leaving anything, and for what is none.
    ///
    /// - Parameter path: an absolute path without symbolic links.
    package init?(of path: String) {
        // A writer has both open, and keeps them as long as it runs.
        let companions = ["-wal", "-shm"].map { Self.isOrdinary(path + $0) }
        guard Self.isOrdinary(path) == true, !companions.contains(false), companions.contains(nil),
            Self.isInWriteAheadMode(path)
        else { return nil }
        self.path = path
        endings = companions[0] == nil ? [""] : ["", "-wal"]
        states = Self.states(path)
    }

    /// Whether nobody has written to it since, or opened it to do so: what was copied meanwhile is whole.
    package var isStill: Bool { Self.states(path) == states }

    private static func states(_ path: String) -> [FileState?] {
        ["", "-wal", "-shm"].map { FileState(at: path + $0) }
    }

    /// Whether an ordinary file lies there; nil when nothing does.
    private static func isOrdinary(_ path: String) -> Bool? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT == S_IFREG : nil
    }

    /// By SQLite's own descriptor: closing another one would drop the locks of whoever reads the file in this process.
    private static func isInWriteAheadMode(_ path: String) -> Bool {
        StatementMemory.requireCounting()
        var database: OpaquePointer?
        defer { sqlite3_close(database) }
        guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW, nil) == SQLITE_OK,
            let database
        else { return false }
        return OpenFile(of: database)?.header?[18] == 2
    }
}
