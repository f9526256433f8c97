import CSQLite
import Glibc

/// A full-text index of documents, which is brought up to date by looking at what has changed.
///
/// It is a SQLite database with an FTS5 table. Use it on one thread at a time; other connections may read it meanwhile, and see an
/// update whole or not at all.
package final class DocumentIndex {
    /// The file; nil for an index in memory.
    package let path: String?
    let connection: SearchConnection

    /// Opens the index, or makes one.
    ///
    /// - Parameters:
    ///   - path: the absolute path of the file; nil for an index in memory. A file that is something else is refused.
    ///   - isScratch: whether nobody needs it after this process, so that it need not survive the machine's fall.
    package init(_ path: String?, isScratch: Bool = false) throws(DocumentFault) {
        self.path = path
        if let path { try Self.inspect(path) }
        do throws(SearchEngineError) {
            connection = try SearchConnection(path, .write)
            let schema = try connection.number("SELECT count(*) FROM sqlite_schema") ?? 0
            let application = try connection.number("PRAGMA application_id") ?? 0
            guard schema == 0 || application == IndexSchema.applicationID else {
                throw SearchEngineError(code: SQLITE_NOTADB, message: "file is another database")
            }
            try connection.execute(
                "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; PRAGMA synchronous = \(isScratch ? "OFF" : "NORMAL")"
            )
            if path != nil { try connection.execute("PRAGMA journal_mode = WAL") }
            try connection.execute("BEGIN IMMEDIATE")
            if try readFormat() != IndexSchema.format {
                try connection.execute(
                    "\(IndexSchema.dropped) \(IndexSchema.tables) PRAGMA application_id = \(IndexSchema.applicationID)")
                try connection.run(
                    "INSERT INTO meta VALUES ('format', ?), ('digest', '')", .text(IndexSchema.format))
            }
            try connection.execute("COMMIT")
        } catch {
            throw DocumentFault(error, of: path)
        }
    }

    private func readFormat() throws(SearchEngineError) -> String? {
        guard try connection.number("SELECT 1 FROM sqlite_schema WHERE name = 'meta'") != nil else { return nil }
        var format: String?
        try connection.run("SELECT value FROM meta WHERE name = 'format'") { row in
            format = SearchConnection.text(row, 0)
            return true
        }
        return format
    }

    /// SQLite would wait for ever on a pipe, and say little of a folder.
    private static func inspect(_ path: String) throws(DocumentFault) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
        throw DocumentFault(
            path, "this is not an ordinary file, so it cannot be an index", remedy: "name another file for the index")
    }

    /// What the index holds.
    package func state() throws(DocumentFault) -> IndexState {
        do throws(SearchEngineError) {
            var state = IndexState(
                digest: "", documents: 0,
                passages: Int(try connection.number("SELECT count(*) FROM passages") ?? 0), collections: [])
            try connection.run("SELECT value FROM meta WHERE name = 'digest'") { row in
                state.digest = SearchConnection.text(row, 0)
                return true
            }
            var collections: [String: Int] = [:]
            try connection.run("SELECT name, title FROM documents ORDER BY name") { row in
                state.documents += 1
                let (name, title) = (SearchConnection.text(row, 0), SearchConnection.text(row, 1))
                let parts = name.split(separator: "/", maxSplits: 1)
                let collection = parts.count > 1 ? String(parts[0]) : ""
                if collections[collection] == nil, state.collections.count < IndexState.mostCollections {
                    collections[collection] = state.collections.count
                    state.collections.append(IndexState.Collection(name: collection, titles: []))
                }
                if let index = collections[collection] {
                    state.collections[index].add(title.isEmpty ? name : title)
                }
                return true
            }
            return state
        } catch {
            throw DocumentFault(error, of: path)
        }
    }
}

extension DocumentFault {
    /// What SQLite said of an index.
    init(_ error: SearchEngineError, of path: String?) {
        let path = path ?? "the index in memory"
        switch error.primaryCode {
        case SQLITE_NOTADB, SQLITE_CORRUPT:
            self.init(
                path, "this is not an index of documents: \(error.message)",
                remedy: "remove it, or name another file for the index")
        case SQLITE_BUSY, SQLITE_LOCKED:
            self.init(path, "another process writes to the index", remedy: "wait until it is done", isOutput: true)
        default:
            self.init(
                path, "the index can't be used: \(error.message)",
                remedy: "check its folder, its permissions and the space left", isOutput: true)
        }
    }
}
