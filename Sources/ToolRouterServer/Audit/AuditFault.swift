import GRDB
import Glibc

/// Why an audit store can't be opened, read or written, for a person: what, where, and what to do.
package struct AuditFault: Error, Hashable, CustomStringConvertible {
    /// What kind of trouble it is.
    package enum Kind: String, Sendable {
        /// The disk has no space, or the quota is used up.
        case diskFull = "disk_full"
        /// The folder or a file may not be written.
        case notWritable = "not_writable"
        /// The folder or a file may not be read.
        case notReadable = "not_readable"
        /// The folder in which the store's folder is to be made does not exist.
        case noParent = "no_parent"
        /// The disk or the file system failed.
        case diskFailed = "disk_failed"
        /// What is there is no audit store, or not as it was written.
        case damaged
        /// There is none.
        case noStore = "no_store"
        /// It was written by a newer version.
        case newer
        /// Another process holds a lock on the file.
        case locked
    }

    /// What kind of trouble it is.
    package let kind: Kind
    /// The file or folder.
    package let path: String
    /// What was found.
    package let found: String

    init(_ kind: Kind, _ path: String, _ found: String) {
        (self.kind, self.path, self.found) = (kind, path, found)
    }

    /// Whether it is about writing.
    package var isOutput: Bool {
        switch kind {
        case .diskFull, .notWritable, .noParent, .diskFailed, .locked: true
        case .damaged, .newer, .noStore, .notReadable: false
        }
    }

    /// Nothing of a store is there.
    package static func noStore(_ path: String) -> AuditFault {
        AuditFault(.noStore, path, "no segment of an audit store, such as audit-000001-2026-11.sqlite")
    }

    /// What to do.
    package var remedy: String {
        switch kind {
        case .diskFull: "free some space; the store goes on by itself as soon as there is any"
        case .notWritable: "make the folder writable for this user"
        case .notReadable:
            "let this user read the folder and its files; of a store that is being written, also its -wal and -shm"
        case .noParent: "make that folder first, or correct the path; only the last part of it is made"
        case .diskFailed: "check the disk"
        case .damaged:
            "look at it with `toolrouter audit verify`, keep the folder as it is, and begin another one"
        case .noStore: "name the folder that the server's configuration names"
        case .newer: "use the version of toolrouter that wrote it"
        case .locked: "close whatever else has the file open"
        }
    }

    package var description: String { "\(path): \(found); \(remedy)" }
}

extension AuditFault {
    /// What an error of the database means.
    init(_ error: any Error, at path: String, isReading: Bool = false) {
        if let fault = error as? AuditFault {
            self = fault
            return
        }
        if error is RowDecodingError {
            self.init(.damaged, path, "a value of another type than it was written with")
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(.diskFailed, path, "\(error)")
            return
        }
        let words = error.message ?? "\(error.resultCode)"
        // The words of the operating system are what people look for.
        switch error.resultCode {
        case .SQLITE_FULL: self.init(.diskFull, path, "no space left on the device (ENOSPC, SQLITE_FULL: \(words))")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            self.init(
                isReading ? .notReadable : .notWritable, path,
                "it can't be opened or \(isReading ? "read" : "written") (\(error.extendedResultCode): \(words))")
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHORT_READ:
            self.init(.damaged, path, "a file that ends too early (\(error.extendedResultCode): \(words))")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.damaged, path, "a file that is no whole database (\(error.extendedResultCode): \(words))")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.locked, path, "another process has it locked (\(error.extendedResultCode): \(words))")
        case .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
            self.init(.damaged, path, "not the tables of an audit store (\(error.extendedResultCode): \(words))")
        default: self.init(.diskFailed, path, "the disk failed (\(error.extendedResultCode): \(words))")
        }
    }

    /// What a failed system call means, from its `errno`.
    init(errno code: Int32, at path: String) {
        let words = String(cString: strerror(code))
        switch code {
        case ENOSPC, EDQUOT: self.init(.diskFull, path, "\(words) (ENOSPC)")
        case EACCES, EPERM, EROFS, ENOENT, ENOTDIR: self.init(.notWritable, path, words)
        default: self.init(.diskFailed, path, words)
        }
    }
}
