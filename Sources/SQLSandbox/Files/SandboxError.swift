import CSQLite

/// Why a database cannot be opened or built.
package struct SandboxError: Error, Hashable, Sendable {
    /// The kinds of trouble; raw values leave Swift in messages.
    package enum Reason: String, CaseIterable, Sendable {
        case notAbsolute = "not_absolute"
        case missing
        case directory
        /// A pipe, a device or a socket.
        case notAFile = "not_a_file"
        case symbolicLink = "symbolic_link"
        case noPermission = "no_permission"
        case notADatabase = "not_a_database"
        /// Not a database, and it looks like random bytes in whole pages.
        case encrypted
        case corrupt
        case locked
        /// A crashed writer left a journal that only a connection with write access can roll back.
        case unfinishedTransaction = "unfinished_transaction"
        /// The policy denies a column that is not there.
        case policy
        /// Any other trouble of the engine or the disk.
        case unreadable
        /// Something lies where a new database was to be built.
        case exists
        /// A statement of a database script failed.
        case script
    }

    /// The file.
    package let path: String
    /// The kind of trouble.
    package let reason: Reason
    /// What was found.
    package let detail: String
    /// What to do about it.
    package let remedy: String

    init(_ path: String, _ reason: Reason, _ detail: String, remedy: String) {
        self.path = path
        self.reason = reason
        self.detail = detail
        self.remedy = remedy
    }

    /// The trouble that a result code of SQLite stands for, for a file that is there and can be read.
    init(_ path: String, _ error: EngineError) {
        switch error.primaryCode {
        case SQLITE_NOTADB:
            self.init(path, .notADatabase, "this is no SQLite database", remedy: "give the path of a SQLite 3 database")
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(
                path, .locked, "another process has locked the database",
                remedy: "let the writer finish, or serve a copy")
        case SQLITE_CORRUPT:
            self.init(
                path, .corrupt, "the database is damaged: \(error.message)",
                remedy: "restore it, or see what `sqlite3 \(path) 'PRAGMA integrity_check'` says")
        case SQLITE_READONLY:
            self.init(
                path, .unfinishedTransaction, "a writer stopped in the middle of a transaction",
                remedy: "open it once with write access: sqlite3 \(path) 'SELECT count(*) FROM sqlite_schema'")
        default:
            self.init(path, .unreadable, error.message, remedy: "check the file, its folder and the disk")
        }
    }
}

extension SandboxError {
    /// The line of a script that it names; nil when it names none.
    package var scriptLine: Int? {
        guard reason == .script, detail.hasPrefix("line ") else { return nil }
        return Int(detail.dropFirst(5).prefix { $0.isNumber })
    }

    /// The same trouble, of the file that this one is a copy of.
    package func ofOriginal(_ original: String) -> SandboxError {
        SandboxError(original, reason, detail, remedy: remedy.replacing(path, with: original))
    }

    /// The same trouble without what SQLite quotes of the file: names in a damaged schema, and what stands near them.
    package var withoutContent: SandboxError {
        reason == .corrupt ? SandboxError(path, .corrupt, "the database is damaged", remedy: remedy) : self
    }
}

extension SandboxError: CustomStringConvertible {
    package var description: String { "\(path): \(detail); \(remedy)" }
}
