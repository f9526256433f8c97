import CSQLite
import Crypto
import Glibc

/// Looks whether somebody has written to the database file, and whether that was a writer who uses SQLite's locks.
///
/// A file that is overwritten in place, as `cp` does, keeps its name and may keep the number of its schema. SQLite then
/// goes on with the schema, and perhaps with pages, of the content before; and so would whoever trusts that number.
/// What is looked at: which file it is, its length, when it was written and changed, and the counters of its header; of a
/// database in write-ahead mode the log as well. When any of that has moved, the schema itself is compared.
struct SchemaWatch {
    /// What a look sees. Two are equal as long as nothing was written.
    struct Sight: Equatable {
        let main: FileState
        let log: FileState?
        let marks: HeaderMarks

        /// Whether a later write would show.
        var isSettled: Bool { main.isSettled && log?.isSettled ?? true }
    }

    /// How two sights of one file differ.
    enum Difference {
        case none
        /// A writer that keeps to SQLite's locks, or somebody who changed permissions, may have done it.
        case permitted
        /// Somebody wrote to the file who does not keep to SQLite's locks.
        case overwritten
    }

    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// The database file that is open as `database`; nil when another lies at its path, or none.
    func look(at database: OpaquePointer, expecting file: FileIdentity?) -> Sight? {
        guard let main = FileState(at: path), main.file == file else { return nil }
        // A file that is being written anew is empty at first.
        let marks = OpenFile(of: database)?.marks ?? HeaderMarks()
        return Sight(
            main: main, log: marks.usesWriteAheadLog ? FileState(at: path + "-wal") : nil, marks: marks)
    }

    /// How the file differs from `before`, which was seen in the read transaction that is still open.
    ///
    /// Without a write-ahead log nobody may write while others read. With one, what was committed before may move from
    /// the log into the file, up to what this transaction sees.
    func difference(
        from before: Sight, schemaCookie: Int64?, to now: Sight
    ) -> Difference {
        guard now != before else { return .none }
        guard before.marks.usesWriteAheadLog else {
            return now.marks == before.marks && now.main.content == before.main.content ? .permitted : .overwritten
        }
        let cookie = now.marks.schemaCookie
        let isOfLog =
            now.marks.format == before.marks.format && now.main.content[0] >= before.main.content[0]
            && (cookie == before.marks.schemaCookie || cookie == schemaCookie)
        return isOfLog ? .permitted : .overwritten
    }
}

/// The content of the schema table, as a hash: what is in it, in its order.
struct SchemaDigest: Hashable, Sendable {
    let bytes: [UInt8]

    /// Hashes row after row.
    struct Builder {
        private var hash = SHA256()
        /// How many rows there were, and their bytes.
        private(set) var rows = 0
        private(set) var length = 0
        /// How many of them were tables or indices.
        private(set) var trees = 0

        /// What gives the rows.
        static let sql = "SELECT type, name, tbl_name, rootpage, sql FROM main.sqlite_schema ORDER BY rowid"

        /// Adds a row of that statement.
        mutating func add(_ row: OpaquePointer) {
            rows += 1
            if sqlite3_column_int64(row, 3) > 0 { trees += 1 }
            for column in 0..<sqlite3_column_count(row) {
                let start = sqlite3_column_blob(row, column)
                var count = Int(sqlite3_column_bytes(row, column))
                length += count
                // Lengths and types keep two rows apart whose bytes in a line are the same.
                withUnsafeBytes(of: &count) { hash.update(bufferPointer: $0) }
                var type = sqlite3_column_type(row, column)
                withUnsafeBytes(of: &type) { hash.update(bufferPointer: $0) }
                if let start { hash.update(bufferPointer: UnsafeRawBufferPointer(start: start, count: count)) }
            }
        }

        /// The digest of the rows, in a file of that format.
        consuming func finish(_ format: [UInt8]) -> SchemaDigest {
            hash.update(data: format)
            return SchemaDigest(bytes: Array(hash.finalize()))
        }
    }
}
